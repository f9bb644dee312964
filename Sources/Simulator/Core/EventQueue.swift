/// What is to happen at which time: the earliest first; of events at the same time, the one that was added first.
struct EventQueue<Element> {
  private struct Key {
    let time: VirtualTime
    let order: UInt64
    let slot: Int

    func precedes(_ other: Key) -> Bool {
      time != other.time ? time < other.time : order < other.order
    }
  }

  /// A binary heap.
  private var heap: [Key] = []
  /// The elements, which don't move while keys do.
  private var slots: [Element?] = []
  private var freeSlots: [Int] = []
  private var nextOrder: UInt64 = 0

  /// How many events wait.
  var count: Int { heap.count }

  /// Adds an event.
  mutating func add(_ element: Element, at time: VirtualTime) {
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = free
      slots[slot] = element
    } else {
      slot = slots.count
      slots.append(element)
    }
    heap.append(Key(time: time, order: nextOrder, slot: slot))
    nextOrder += 1
    siftUp(heap.count - 1)
  }

  /// Takes the first event out.
  mutating func removeFirst() -> (time: VirtualTime, element: Element)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      siftDown()
    }
    guard let element = slots[first.slot].take() else { return nil }
    freeSlots.append(first.slot)
    return (first.time, element)
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    let key = heap[index]
    while index > 0 {
      let parent = (index - 1) / 2
      guard key.precedes(heap[parent]) else { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = key
  }

  private mutating func siftDown() {
    var index = 0
    let key = heap[0]
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
      guard heap[child].precedes(key) else { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = key
  }
}
