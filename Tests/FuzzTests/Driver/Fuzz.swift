import Glibc

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
/// dashes to others. `--list` prints the targets, each with its longest input and its dictionary; `--seeds=FOLDER` writes the seeds of a target.
@main
enum Fuzz {
  static func main() throws {
    if CommandLine.arguments.contains("--list") {
      for target in FuzzTarget.all {
        print(target.name, target.maximumLength, target.dictionary ?? "-")
      }
    } else if let target {
      guard let folder = argument("seeds") else { exit(run()) }
      for (index, seed) in try target.seeds().enumerated() {
        write(seed, to: "\(folder)/seed-\(index)")
      }
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
}

/// What stands behind `--NAME=` on the command line.
private func argument(_ name: String) -> String? {
  let prefix = "--\(name)="
  return CommandLine.arguments.first { $0.hasPrefix(prefix) }.map {
    String($0.dropFirst(prefix.count))
  }
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

private func write(_ bytes: [UInt8], to path: String) {
  guard let file = fopen(path, "wb"), fwrite(bytes, 1, bytes.count, file) == bytes.count,
    fclose(file) == 0
  else {
    complain("can't write \(path)")
    exit(2)
  }
}

private func complain(_ message: String) {
  let line = Array("\(message)\n".utf8)
  _ = line.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
