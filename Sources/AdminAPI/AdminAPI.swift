// The AdminAPI module; see DESIGN section 11.
