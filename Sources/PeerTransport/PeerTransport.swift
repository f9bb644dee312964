// The PeerTransport module; see DESIGN section 11.
