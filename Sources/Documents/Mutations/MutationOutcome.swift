/// What a node answers to a mutation.
public enum MutationOutcome: Sendable, Hashable {
  /// The write was made as asked for, or was there already.
  case applied(DocumentView)
  /// The write was made, or parts of it, beside changes that the client had not seen (`extensions.conflicts`).
  case merged(DocumentView, ConflictInfo, ConflictDecision)
  /// Nothing was written: the mutation overlaps with a change that the client had not seen (`CONFLICT`).
  case conflict(ConflictInfo)
  /// Nothing was written: a document with this id exists, with other content (`ALREADY_EXISTS`).
  case alreadyExists(DocumentView)
  /// Nothing was written: there never was such a document (`NOT_FOUND`).
  case notFound(DocumentID)
  /// Nothing was written: the mutation makes no sense (`BAD_USER_INPUT`); says why.
  case invalid(String)
  /// The store can't write (`UNAVAILABLE`); says why. Nothing was written as far as this node can tell; but what a disk took and did not
  /// confirm may turn up after a crash. A client that sends the same again is safe either way.
  case unavailable(String)
}
