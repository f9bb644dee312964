import ArgumentParser

/// The measurements that `deltamesh bench` has, in the order in which they run.
enum BenchName: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// An empty node copies everything from another one.
  case copy
  /// A node that was away gets the 1,000 documents that changed meanwhile.
  case catchUp = "catch-up"
  /// A node follows the writes of another one, as fast as they are made.
  case streaming
  /// A write on one node becomes visible on the other, at 200 writes a second.
  case propagation
  /// Requests over HTTP on 32 connections.
  case http
}
