/// The values of an array, in the order of the source.
package struct TOMLArray: RandomAccessCollection, Sendable {
  let storage: TOMLArrayStorage

  /// The position of the first value, 0.
  package var startIndex: Int { 0 }

  /// The number of values.
  package var endIndex: Int { storage.count }

  /// The value at a position.
  package subscript(position: Int) -> TOMLValue { storage[position] }
}

/// What an array holds.
// Sound to send for the reason that `TOMLTableStorage` gives.
final class TOMLArrayStorage: @unchecked Sendable {
  private var elements = TOMLBuffer<TOMLValue>()
  /// Whether `[[headers]]` make the array, and may add to it; brackets close it for good.
  let isOfHeaders: Bool

  init(isOfHeaders: Bool) {
    self.isOfHeaders = isOfHeaders
  }

  var count: Int { elements.count }

  subscript(index: Int) -> TOMLValue { elements[index] }

  func append(_ element: TOMLValue) {
    elements.append(element)
  }
}
