import Foundation

@testable import FuzzTargets

/// The loop of libFuzzer (`FuzzerDriver.cpp`), which the compiler links: it comes back when the run is over.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The target of this process.
private let target = FuzzTarget.all.first { $0.name == argument("target") }

/// Runs one target under libFuzzer, whose arguments follow: `deltamesh-fuzz --target=NAME -runs=1000 CORPUS`. libFuzzer leaves arguments with two
/// dashes to others.
///
/// `--list` prints the targets, each with its longest input and its dictionary. `--unpack=FOLDER` writes the seeds of the target into a folder,
/// and the inputs in the file that `--from=FILE` names, if there is one; `--pack=FOLDER` prints the inputs in a folder as such a file.
@main
enum Fuzz {
  static func main() throws {
    if CommandLine.arguments.contains("--list") {
      for target in FuzzTarget.all {
        print(target.name, target.maximumLength, target.dictionary ?? "-")
      }
    } else if let folder = argument("pack") {
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      let inputs = try files.map { Array(try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) }
      print(InputLines.text(of: inputs), terminator: "")
    } else if let target {
      guard let folder = argument("unpack") else { exit(run()) }
      try unpack(target, to: folder)
    } else {
      complain("--target=NAME must name a target; --list prints them")
      exit(2)
    }
  }

  private static func run() -> CInt {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    return runLibFuzzer(&count, &arguments, runOnce)
  }

  private static func unpack(_ target: FuzzTarget, to folder: String) throws {
    var inputs = try target.seeds()
    if let file = argument("from"), FileManager.default.fileExists(atPath: file) {
      guard let kept = InputLines.inputs(in: try String(contentsOfFile: file, encoding: .utf8))
      else {
        complain("\(file) has a line that is no input")
        exit(2)
      }
      inputs += kept
    }
    for (index, input) in inputs.enumerated() {
      try Data(input).write(to: URL(filePath: "\(folder)/kept-\(index)"))
    }
  }
}

/// What stands behind `--NAME=` on the command line.
private func argument(_ name: String) -> String? {
  let prefix = "--\(name)="
  return CommandLine.arguments.first { $0.hasPrefix(prefix) }
    .map { String($0.dropFirst(prefix.count)) }
}

/// Runs the target on one input, and ends the process if a promise is broken: libFuzzer then keeps the input.
private func runOnce(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    _ = try target?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  } catch {
    complain("BROKEN PROMISE: \(error)")
    abort()
  }
  return 0
}

private func complain(_ message: String) {
  FileHandle.standardError.write(Data("\(message)\n".utf8))
}
