import CSimulatedDisk
import Replication

/// What a ``SQLiteDisk`` is made of: a disk of the C target, which goes with the last reference to this.
final class SimulatedMedium {
  private let disk: OpaquePointer

  /// The most bytes that fit on a disk.
  private static let capacity: Int64 = 256 << 20

  /// An empty disk.
  init() {
    precondition(simulated_disk_register() == 0, "SQLite does not take the simulated disk")
    guard let disk = simulated_disk_create(0, Self.capacity) else {
      preconditionFailure("no memory is left for a simulated disk")
    }
    self.disk = disk
  }

  private init(_ disk: OpaquePointer) {
    self.disk = disk
  }

  deinit { simulated_disk_destroy(disk) }

  /// A disk that holds what this one holds now.
  func clone() throws(StoreError) -> SimulatedMedium {
    guard let clone = simulated_disk_clone(disk) else {
      throw StoreError(.full, "no memory is left for a copy of a simulated disk")
    }
    return SimulatedMedium(clone)
  }

  /// How SQLite names a file of the disk; good until the next crash.
  func uri(of file: String) -> String {
    let folder = "\(simulated_disk_number(disk)).\(simulated_disk_crashes(disk))"
    return "file:/\(folder)/\(file)?vfs=\(SIMULATED_DISK_VFS)"
  }

  /// What has happened on the disk so far.
  var counts: simulated_disk_counts { simulated_disk_count(disk) }

  /// Makes all durable.
  func settle() { simulated_disk_settle(disk) }

  /// Ends the process that uses the disk.
  func kill() { simulated_disk_kill(disk) }

  /// Cuts the power; the seed says what is lost of what was not synced.
  func cutPower(seed: UInt64) { simulated_disk_cut_power(disk, seed) }

  /// Lets something go wrong from now on, in place of what was armed before.
  func arm(_ fault: DiskFault?) {
    switch fault {
    case nil: simulated_disk_arm(disk, SIMULATED_FAULT_NONE, 0, 0)
    case .errors(let after, let count)?:
      simulated_disk_arm(disk, SIMULATED_FAULT_ERRORS, Int64(after), Int64(count))
    case .full(let bytes)?: simulated_disk_arm(disk, SIMULATED_FAULT_FULL, Int64(bytes), 0)
    case .failingSyncs(let after, let count)?:
      simulated_disk_arm(disk, SIMULATED_FAULT_FAILING_SYNCS, Int64(after), Int64(count))
    case .lyingSyncs?: simulated_disk_arm(disk, SIMULATED_FAULT_LYING_SYNCS, 0, 0)
    case .powerFails(let after)?:
      simulated_disk_arm(disk, SIMULATED_FAULT_POWER_AT_OPERATION, Int64(after), 0)
    }
  }

  /// Lets what is armed rest, or go on.
  func pause(_ isPaused: Bool) { simulated_disk_pause(disk, isPaused) }

  /// Lets power fail at the n-th sync from now, counted from 0.
  func failPower(atSync number: Int) {
    simulated_disk_arm(disk, SIMULATED_FAULT_POWER_AT_SYNC, Int64(number), 0)
  }

  /// The bytes of a file; nil where there is none.
  func bytes(of file: String) -> [UInt8]? {
    let size = simulated_disk_read(disk, file, nil, 0, 0)
    guard size >= 0 else { return nil }
    return [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
      simulated_disk_read(disk, file, buffer.baseAddress, 0, size)
      count = Int(size)
    }
  }
}
