// The Storage module; see DESIGN section 11.
