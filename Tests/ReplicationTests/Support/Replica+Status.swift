import Documents
import Replication

extension Replica {
  /// The status, at no time in particular: good for all that does not depend on clocks.
  var status: ReplicaStatus { status(at: Moment(wall: .zero, uptime: 0)) }
}
