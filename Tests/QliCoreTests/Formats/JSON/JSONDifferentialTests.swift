import Foundation
import Testing

@testable import QliCore

/// Compares with the reader of Foundation.
///
/// Known to differ, and left out: Foundation
/// - skips a byte order mark, also at the start of a string, where it is text;
/// - takes UTF-16 and UTF-32 by their zero bytes;
/// - lets a name be there twice, and keeps one of the two;
/// - refuses numbers that no `Double` holds, and gets the last bit of others wrong;
/// - nests four times as deep.
@Suite struct JSONDifferentialTests {
  private func foundation(_ document: [UInt8]) -> Any? {
    try? JSONSerialization.jsonObject(with: Data(document), options: .fragmentsAllowed)
  }

  /// What differs between a value and Foundation's, or nil.
  private func difference(_ value: JSONValue, _ other: Any) -> String? {
    switch value {
    case .null: return other is NSNull ? nil : "null, \(other)"
    case .boolean(let value):
      return (other as? NSNumber)?.boolValue == value ? nil : "\(value), \(other)"
    case .number(let number):
      guard let other = other as? NSNumber else { return "\(number.text), \(other)" }
      if let integer = number.int64 {
        return other.int64Value == integer ? nil : "\(number.text), \(other)"
      }
      guard let double = number.double else { return "\(number.text), \(other)" }
      return abs(double - other.doubleValue) <= 2 * double.ulp ? nil : "\(double), \(other)"
    case .string(let string):
      guard let other = other as? String else { return "\(string), \(other)" }
      return string.utf8.elementsEqual(other.utf8) ? nil : "\(string), \(other)"
    case .array(let elements):
      guard let other = other as? [Any], other.count == elements.count else {
        return "\(elements.count) elements, \(other)"
      }
      return zip(elements, other).lazy.compactMap { difference($0, $1) }.first
    case .object(let object):
      guard let other = other as? [String: Any], other.count == object.members.count else {
        return "\(object.members.count) members, \(other)"
      }
      return object.members.lazy.compactMap { member in
        guard let value = other[member.name] else { return "no '\(member.name)'" }
        return difference(member.value, value)
      }.first
    }
  }

  /// Whether the two are known to differ about a document.
  private func isKnownToDiffer(_ document: [UInt8]) -> Bool {
    do throws(JSONError) {
      return hasHugeNumber(try JSON.parse(document)) || document.prefix(4).contains(0)
    } catch {
      switch error.kind {
      case .byteOrderMark, .duplicateName, .depthExceeded: return true
      default: return document.prefix(4).contains(0)
      }
    }
  }

  private func hasHugeNumber(_ value: JSONValue) -> Bool {
    switch value {
    case .number(let number): number.double.map { $0 != 0 && !$0.isNormal } ?? true
    case .array(let elements): elements.contains { hasHugeNumber($0) }
    case .object(let object): object.members.contains { hasHugeNumber($0.value) }
    case .null, .boolean, .string: false
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func validDocuments(seed: UInt64) throws {
    var generator = JSONGenerator(seed: seed)
    for _ in 0..<500 {
      let document = generator.nextDocument()
      let text = String(decoding: document, as: UTF8.self)
      let value = try JSON.parse(document)
      let other = try #require(foundation(document), "\(text)")
      let found = difference(value, other)
      #expect(found == nil, "\(text)")
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>) func mutatedDocuments(seed: UInt64) throws {
    var generator = JSONGenerator(seed: 100 + seed)
    var accepted = 0
    for _ in 0..<1_000 {
      let document = generator.nextMutation()
      let text = String(decoding: document, as: UTF8.self)
      if isKnownToDiffer(document) { continue }
      let error = error(ofJSON: document)
      let other = foundation(document)
      #expect((error == nil) == (other != nil), "\(text.debugDescription) \(error?.message ?? "")")
      guard error == nil, let other else { continue }
      accepted += 1
      let found = difference(try JSON.parse(document), other)
      #expect(found == nil, "\(text)")
    }
    #expect(accepted > 50 && accepted < 950)
  }
}
