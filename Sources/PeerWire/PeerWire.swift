// The PeerWire module; see DESIGN section 11.
