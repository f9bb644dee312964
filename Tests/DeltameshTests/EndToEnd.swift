import Testing

/// Tests with real processes on this machine, one after the other: what a user of the programs sees.
@Suite(.serialized, .enabled(if: Programs.deltamesh != nil, Programs.absence))
enum EndToEnd {}
