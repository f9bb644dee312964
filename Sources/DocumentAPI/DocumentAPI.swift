// The DocumentAPI module; see DESIGN section 11.
