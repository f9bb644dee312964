// The Simulator module; see DESIGN section 11.
