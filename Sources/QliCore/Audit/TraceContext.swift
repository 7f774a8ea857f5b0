/// The trace that a run belongs to, as W3C Trace Context has it in `TRACEPARENT` and `TRACESTATE`.
struct TraceContext: Equatable {
  let parent: String
  let state: String?

  /// The longest `TRACESTATE` that is passed on, in bytes: what everyone has to take.
  private static let longestState = 512
  /// Where in `TRACEPARENT` the parts are that are used.
  private static let traceRange = 3..<35
  private static let spanRange = 36..<52
  private static let flagsRange = 53..<55

  /// What `environment` says; nil where it says nothing, or nothing of that form.
  init?(_ environment: Environment) {
    guard let parent = environment.nonEmpty("TRACEPARENT")?.text, Self.isParent(parent) else {
      return nil
    }
    self.parent = parent
    state = environment.nonEmpty("TRACESTATE")?.text.flatMap { text in
      let isPrintable = text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
      return isPrintable && text.utf8.count <= Self.longestState ? text : nil
    }
  }

  /// The 32 digits that name the trace.
  var traceID: String { part(Self.traceRange) }

  /// The 16 digits that name the step in it which has started this one.
  var parentSpanID: String { part(Self.spanRange) }

  /// `TRACEPARENT` for what the run `runID` starts, whose span is named by the last eight bytes of the run's
  /// id. Where there is no trace around it, the run's id names one, which is sampled: flags of 00 would
  /// keep the extension from beginning one.
  static func parent(within trace: TraceContext?, for runID: RunID) -> ByteString {
    let own = runID.digits
    var text: ByteString = "00-"
    text.append(trace?.traceID ?? own)
    text.append("-\(own.suffix(16))-")
    text.append(trace?.part(flagsRange) ?? "01")
    return text
  }

  private func part(_ range: Range<Int>) -> String {
    String(decoding: Array(parent.utf8)[range], as: UTF8.self)
  }

  /// `VERSION-TRACE-SPAN-FLAGS`, lower-case hexadecimal; a later version may go on behind that.
  private static func isParent(_ text: String) -> Bool {
    let fields = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard fields.count >= 4, fields.prefix(4).map({ $0.count }) == [2, 32, 16, 2],
      fields.prefix(4).allSatisfy({ $0.allSatisfy(isDigit) }),
      !fields[0].elementsEqual("ff".utf8)
    else { return false }
    if fields[0].elementsEqual("00".utf8), fields.count != 4 { return false }
    return [fields[1], fields[2]].allSatisfy { $0.contains { $0 != UInt8(ascii: "0") } }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
