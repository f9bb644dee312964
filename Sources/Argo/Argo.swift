// The Argo module; see DESIGN section 11.
