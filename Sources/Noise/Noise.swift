// The Noise module; see DESIGN section 11.
