// The Documents module; see DESIGN section 11.
