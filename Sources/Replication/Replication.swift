// The Replication module; see DESIGN section 11.
