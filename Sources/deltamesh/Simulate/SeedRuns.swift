/// Runs something for each seed of a range, several at once.
struct SeedRuns {
  let seeds: ClosedRange<UInt64>
  /// How many runs go on at once.
  let jobs: Int

  /// Runs `work` with the seeds in their order, and hands what came of it to `take` as it comes, in any order. No seeds are begun any
  /// more once `take` returns false; those that were are brought to their end.
  func forEach<Result: Sendable>(
    _ work: @escaping @Sendable (UInt64) -> Result, take: (Result) -> Bool
  ) async {
    await withTaskGroup(of: Result.self) { group in
      var rest = seeds.makeIterator()
      var goesOn = true
      func startNext() {
        guard goesOn, let seed = rest.next() else { return }
        group.addTask { work(seed) }
      }
      for _ in 0..<jobs { startNext() }
      while let result = await group.next() {
        goesOn = take(result) && goesOn
        startNext()
      }
    }
  }
}
