import Documents
import Testing

/// All maps of three replicas to the timestamps 0, 1 and 2.
private let domain: [Knowledge] = (0..<27).map { (number: Int64) -> Knowledge in
  let first: Int64 = number % 3
  let second: Int64 = number / 3 % 3
  let third: Int64 = number / 9
  return Knowledge([version(first, 1), version(second, 2), version(third, 3)])
}

private let versions = [0, 1, 2, 3].flatMap { (time: Int64) -> [Version] in
  [1, 2, 3, 4].map { (number: UInt64) -> Version in version(time, number) }
}

@Suite struct KnowledgeTests {
  @Test func theDomainHasNoTwoEqualMaps() {
    #expect(Set(domain).count == 27)
  }

  @Test func joinIsIdempotentAndCommutative() {
    for a in domain {
      #expect(a.joined(with: a) == a)
      for b in domain { #expect(a.joined(with: b) == b.joined(with: a)) }
    }
  }

  @Test func joinIsAssociative() {
    var failures = 0
    for a in domain {
      for b in domain {
        let ab = a.joined(with: b)
        for c in domain where ab.joined(with: c) != a.joined(with: b.joined(with: c)) {
          failures += 1
        }
      }
    }
    #expect(failures == 0)
  }

  @Test func joinCoversWhatEitherCoversAndNothingElse() {
    for a in domain {
      for b in domain {
        let join = a.joined(with: b)
        for version in versions {
          #expect(join.covers(version) == (a.covers(version) || b.covers(version)))
        }
      }
    }
  }

  @Test func loweringCoversWhatBothCoverAndNothingElse() {
    for a in domain {
      for b in domain {
        let lowered = a.lowered(to: b)
        #expect(lowered == b.lowered(to: a))
        for version in versions {
          #expect(lowered.covers(version) == (a.covers(version) && b.covers(version)))
        }
      }
    }
  }

  @Test func joinAndLoweringAbsorbEachOther() {
    for a in domain {
      for b in domain {
        #expect(a.joined(with: a.lowered(to: b)) == a)
        #expect(a.lowered(to: a.joined(with: b)) == a)
        #expect(a.covers(b) == (a.joined(with: b) == a))
        #expect(a.covers(b) == (b.lowered(to: a) == b))
      }
    }
  }

  @Test func entriesAscendByReplicaWithoutZeros() {
    let knowledge = Knowledge([version(5, 9), version(0, 4), version(7, 2), version(3, 9)])
    #expect(knowledge.entries == [version(7, 2), version(5, 9)])
    #expect(knowledge[replica(9)] == Timestamp(milliseconds: 5))
    #expect(knowledge[replica(4)] == .zero)
    #expect(knowledge.greatestTimestamp == Timestamp(milliseconds: 7))
  }

  @Test func zeroIsAlwaysCovered() {
    #expect(Knowledge().covers(version(0, 1)))
    #expect(!Knowledge().covers(version(1, 1)))
  }

  @Test func removingTakesOneEntryAway() {
    var knowledge = Knowledge([version(1, 1), version(2, 2)])
    knowledge.remove(replica(3))
    knowledge.remove(replica(1))
    #expect(knowledge == Knowledge([version(2, 2)]))
  }
}
