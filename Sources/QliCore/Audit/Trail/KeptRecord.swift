/// A copy of a record, for as long as it is needed.
final class KeptRecord {
  let record: TrailRecord
  /// Whether it is the start of a service that has said since that it is ready.
  var isReady = false
  private let memory: UnsafeMutableRawPointer

  init(_ original: TrailRecord) {
    // The pieces first: they want an address that is even. Sound: the memory is as long as the pieces
    // and the line together, and is this object's until its end.
    memory = .allocate(
      byteCount: TrailPieces.size + original.line.count,
      alignment: MemoryLayout<TrailPieces.Piece>.alignment)
    let pieces = TrailPieces(in: memory)
    pieces.copy(from: original.pieces)
    let line = UnsafeMutableRawBufferPointer(
      start: memory + TrailPieces.size, count: original.line.count)
    line.copyMemory(from: UnsafeRawBufferPointer(original.line))
    record = TrailRecord(
      line: UnsafeBufferPointer(line.bindMemory(to: UInt8.self)), pieces: pieces,
      event: original.event, time: original.time, runID: original.runID,
      hasHiddenCharacters: original.hasHiddenCharacters)
  }

  deinit { memory.deallocate() }
}
