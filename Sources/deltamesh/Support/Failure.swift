import ArgumentParser
import Foundation

/// Ends the command with a message on standard error and an exit code by which scripts can tell what happened.
struct Failure: Error, CustomStringConvertible {
  /// The codes, after sysexits(3).
  enum Code: Int32 {
    /// What was read is wrong: a schema, a file to import.
    case badData = 65
    /// Something needed can't be reached, or is taken: a node, a port.
    case unavailable = 69
    /// The disk or a file failed.
    case inputOutput = 74
    /// The node wants a token, or another one.
    case noAccess = 77
    /// The configuration is wrong.
    case configuration = 78
  }

  let code: Code
  let description: String

  init(_ code: Code, _ message: String) {
    self.code = code
    description = message
  }

  /// Prints the message, and gives what a command throws to end with the code.
  func exit() -> ExitCode {
    FileHandle.standardError.write(Data("deltamesh: \(description)\n".utf8))
    return ExitCode(code.rawValue)
  }
}
