import Foundation
import Testing

@testable import QliCore

@Suite struct Base64Tests {
  @Test func theVectorsOfTheStandard() {
    let encoded = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
    for (count, text) in encoded.enumerated() {
      #expect(Base64.text("foobar".utf8.prefix(count)) == text)
    }
  }

  @Test func allBytesAtAllPlacesAreThoseOfFoundation() {
    let all = Array(UInt8.min...UInt8.max)
    for count in 0...all.count {
      #expect(Base64.text(all.prefix(count)) == Data(all.prefix(count)).base64EncodedString())
      // A slice whose indices don't begin at 0.
      let rest = all.dropFirst(count)
      #expect(Base64.text(rest) == Data(rest).base64EncodedString())
    }
  }
}
