// The Daemon module; see DESIGN section 11.
