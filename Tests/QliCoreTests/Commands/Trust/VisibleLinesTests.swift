import Testing

@testable import QliCore

/// Lines of files as a terminal may show them.
@Suite struct VisibleLinesTests {
  private func shown(
    _ bytes: [UInt8], behind mark: UInt8? = nil, _ style: Style = Style(isEnabled: false)
  ) -> String {
    var buffer = ByteBuffer(capacity: 16)
    VisibleLines(style).append(bytes, behind: mark, to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  @Test func lines() {
    #expect(shown([]) == "")
    #expect(shown(Array("a\n\nb".utf8)) == "a\n\nb\n")
    #expect(shown(Array("a\n\n".utf8), behind: .plus) == "+a\n+\n")
  }

  @Test func whatIsNotPlain() {
    #expect(shown(Array("\ta\u{1b}[m\r\u{7f}é\u{202e}b".utf8)) == "\ta\\x1b[m\\r\\x7fé\\u{202e}b\n")
    #expect(shown([0x61, 0, 0, 0xff, 0, 0xc3, 0xa9]) == "a\\x00\\x00\\xff\\x00é\n")
    #expect(shown(Array("👩\u{200d}🚀a\u{200d}".utf8)) == "👩\u{200d}🚀a\\u{200d}\n")
  }

  @Test func colours() {
    let style = Style(isEnabled: true)
    #expect(
      shown(Array("+a\n-b\n@c\n d\n\n".utf8), style)
        == "\u{1b}[32m+a\u{1b}[0m\n\u{1b}[1;31m-b\u{1b}[0m\n\u{1b}[36m@c\u{1b}[0m\n d\n\n")
    #expect(shown(Array("-a".utf8), behind: .plus, style) == "\u{1b}[32m+-a\u{1b}[0m\n")
  }

  private func shown(_ bytes: [UInt8], _ style: Style) -> String {
    shown(bytes, behind: nil, style)
  }
}
