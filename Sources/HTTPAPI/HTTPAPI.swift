// The HTTPAPI module; see DESIGN section 11.
