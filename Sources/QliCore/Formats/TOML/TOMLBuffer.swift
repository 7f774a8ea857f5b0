/// Elements that only ever get more, in memory of their own.
///
/// Instead of an array, because the runtime needs thousands of instructions to set up the first
/// array of each element type, and a manifest is read in every run.
struct TOMLBuffer<Element>: ~Copyable {
  private var elements: UnsafeMutablePointer<Element>?
  private(set) var count = 0
  private var capacity = 0

  init() {}

  deinit {
    // Sound: exactly `count` elements are initialized, and nobody else has the memory.
    elements?.deinitialize(count: count)
    elements?.deallocate()
  }

  subscript(index: Int) -> Element {
    @inline(__always)
    get { place(of: index).pointee }
  }

  /// The place of an element, to read a part of it without a copy; not to be kept.
  @inline(__always)
  func place(of index: Int) -> UnsafePointer<Element> {
    // Also in release builds, where a pointer checks nothing.
    precondition(index >= 0 && index < count, "index out of range")
    guard let elements else { preconditionFailure("no elements") }
    return UnsafePointer(elements + index)
  }

  mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    guard let elements else { return }
    // Sound: there is room for one more, and that place isn't initialized yet.
    (elements + count).initialize(to: element)
    count += 1
  }

  mutating func replace(at index: Int, with element: Element) {
    precondition(index >= 0 && index < count, "index out of range")
    elements?[index] = element
  }

  private mutating func grow() {
    capacity = max(4, capacity * 2)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    if let elements {
      larger.moveInitialize(from: elements, count: count)
      elements.deallocate()
    }
    elements = larger
  }
}
