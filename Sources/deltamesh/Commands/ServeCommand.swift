import ArgumentParser
import Daemon
import Foundation

/// `deltamesh serve`: runs a node until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run a node.",
    discussion: """
      Settings come from the file, then the environment (DELTAMESH_HTTP_PORT overrides http.port, and so on), then the flags. The
      node stops cleanly on SIGTERM and SIGINT: work in flight finishes, links say goodbye.

      Exit codes: 78 the configuration is wrong, 65 the schema is wrong, 69 a port is taken, 74 the data folder can't be used.
      """)

  @OptionGroup var options: NodeOptions

  func run() async throws {
    do {
      try await Node.run(try options.configuration())
    } catch let error as ConfigurationError {
      throw Failure(.configuration, error.message).exit()
    } catch let error as NodeError {
      throw Failure(Failure.Code(error.kind), error.message).exit()
    }
  }
}

extension Failure.Code {
  /// The code for why a node can't run.
  init(_ kind: NodeError.Kind) {
    switch kind {
    case .schema: self = .badData
    case .address: self = .unavailable
    case .store: self = .inputOutput
    case .configuration: self = .configuration
    }
  }
}
