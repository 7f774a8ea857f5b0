import Foundation
import TestSupport
import Testing

/// The lint rule `layers`, in a copy of the sources with two rooms more: the cellar, and above it
/// the attic.
@Suite(.requireTool("python3")) struct LayerRuleTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    for name in ["Sources", "Scripts", "CONTRIBUTING.md"] {
      try FileManager.default.copyItem(atPath: Checkout.path(name), toPath: home.path(name))
    }
    try addRows("Cellar", "Attic")
    try plant("Cellar/Box", "struct Box { init() {} }")
    try plant(
      "Attic/Lamp",
      """
      struct Lamp<Bulb> {}
      protocol Lit {}
      typealias Lights = [Int]
      func lightUp() {}
      let wattage = 1
      extension Box {
        func openedUp() {}
        var heaviness: Int { 1 }
        static let heaviest = 1
        enum Size { case big }
        init(weighing weight: Int) { self.init() }
      }
      """)
  }

  /// Puts rows at the end of the table of the rooms.
  private func addRows(_ names: String...) throws {
    let rows = names.map { "| `\($0)` | what a test planted |\n" }.joined()
    let text = try home.read("CONTRIBUTING.md")
    let last = try #require(text.firstMatch(of: /\| `Commands` \|.*\n/))
    try home.file("CONTRIBUTING.md", text.replacing(last.output, with: last.output + rows))
  }

  /// Writes a source file, by its room and name.
  private func plant(_ name: String, _ code: String) throws {
    try home.file("Sources/QliCore/\(name).swift", code + "\n")
  }

  private func check() throws -> Outcome {
    try home.program(home.path("Scripts/layers")).run()
  }

  /// Plants code in the cellar, and compares what is said of it: the names that it takes, by line.
  private func expect(
    _ names: [(line: Int, name: String)], of code: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try plant("Cellar/Shelf", code)
    let complaints = names.map {
      "Sources/QliCore/Cellar/Shelf.swift:\($0.line): Cellar takes \($0.name) from Attic, "
        + "a room above it\n"
    }
    try check().expect(
      stdout: complaints.joined(), code: complaints.isEmpty ? 0 : 1, sourceLocation: sourceLocation)
  }

  /// Nor has the attic, which may take names from the cellar.
  @Test func theSourcesHaveNoComplaint() throws {
    try check().expect()
  }

  @Test func typesAndFunctionsOfAHigherRoom() throws {
    try expect(
      [
        (1, "Lamp"), (2, "Lit"), (4, "Lights"), (5, "lightUp"), (6, "wattage"), (8, "Lamp"),
        (9, "Lamp"), (9, "Lit"),
      ],
      of: """
        let lamp: Lamp<Int>? = nil
        struct Candle: Lit {}
        func useAll() {
          _ = Lights()
          lightUp()
          _ = wattage
        }
        extension Lamp { func swing() {} }
        func take(_ lamps: [Lamp<Int>], _ others: some Lit) {}
        """)
  }

  @Test func membersThatAHigherRoomAddsToALowerType() throws {
    try expect(
      [
        (2, "Box.openedUp"), (3, "Box.heaviness"), (4, "Box.heaviest"), (5, "Box.Size"),
        (6, "Box.heaviness"), (8, "Box.openedUp"),
      ],
      of: """
        func use(_ box: Box, _ other: Box?) {
          box.openedUp()
          _ = box.heaviness
          _ = Box.heaviest
          _ = Box.Size.big
          _ = other?.heaviness
          box
            .openedUp()
          _ = Box()
        }
        """)
  }

  @Test func initializersThatAHigherRoomAddsToALowerType() throws {
    try expect(
      [(2, "Box.init(weighing:)"), (3, "Box.init"), (4, "Box.init"), (5, "Box.init(weighing:)")],
      of: """
        func makeAll() {
          _ = Box(weighing: 1)
          _ = Box.init(weighing: 1)
          let _: Box = .init(weighing: 1)
          _ = Box(
            weighing: 1)
        }
        """)
  }

  @Test func namesInCommentsAndStringsAreNoUses() throws {
    try expect(
      [],
      of: ##"""
        // Lamp lightUp()
        /// `Lamp` and "box.openedUp()"
        /* Lamp /* lightUp() */ Lamp */
        private let plain = "Lamp \" lightUp()" // Lamp
        private let long = """
          Lamp "lightUp()" \""" Lamp
          """
        private let raw = #"Lamp " \(wattage) Lamp"#
        private let slashes = "/* \(1) // Lamp"
        """##)
  }

  /// What stands in an interpolation is code, also behind what looks like the end of the string.
  @Test func namesInInterpolationsAreUses() throws {
    try expect(
      [1, 4, 6, 7, 8, 9].map { ($0, "wattage") },
      of: ##"""
        private let plain = "Lamp \(wattage)"
        private let long = """
          Lamp
          \(wattage) lightUp()
          """
        private let raw = #"\#(wattage) \(Lamp)"#
        private let nested = "\("\(wattage)") Lamp"
        private let bracket = "\((")", wattage)) Lamp"
        /* Lamp /* lightUp() */ */ private let behind = wattage
        """##)
  }

  @Test func aRoomWithoutARowAndARowWithoutARoom() throws {
    try plant("Loft/Beam", "struct Beam {}")
    try check().expect(stdout: "CONTRIBUTING.md: Loft has no row\n", code: 1)
    try addRows("Garden", "Loft")
    try check().expect(stdout: "CONTRIBUTING.md: Garden has no sources\n", code: 1)
  }

  /// Beside a row that is missing, the order isn't judged; beside a room that is, it is.
  @Test func aRowWithoutARoomHidesNoOtherComplaint() throws {
    try addRows("Garden")
    try plant("Cellar/Shelf", "let lamp: Lamp<Int>? = nil")
    try check().expect(
      stdout: """
        CONTRIBUTING.md: Garden has no sources
        Sources/QliCore/Cellar/Shelf.swift:1: Cellar takes Lamp from Attic, a room above it

        """, code: 1)
  }

  /// The table alone says which room is above which.
  @Test func theOrderIsThatOfTheTable() throws {
    try plant("Cellar/Shelf", "let lamp: Lamp<Int>? = nil")
    let table = try home.read("CONTRIBUTING.md")
    let cellar = "| `Cellar` | what a test planted |\n"
    #expect(table.contains(cellar))
    try home.file("CONTRIBUTING.md", table.replacing(cellar, with: ""))
    try check().expect(stdout: "CONTRIBUTING.md: Cellar has no row\n", code: 1)
    try home.file(
      "CONTRIBUTING.md",
      table.replacing(cellar, with: "").replacing(
        "| `Attic` | what a test planted |\n", with: "| `Attic` | what a test planted |\n" + cellar)
    )
    try check().expect(
      stdout: """
        Sources/QliCore/Attic/Lamp.swift:6: Attic takes Box from Cellar, a room above it

        """, code: 1)
  }

  @Test func lintTellsTheComplaints() throws {
    try plant("Cellar/Shelf", "let lamp: Lamp<Int>? = nil")
    try home.program(home.path("Scripts/lint"), "layers").expect(
      stdout: "Sources/QliCore/Cellar/Shelf.swift:1: Cellar takes Lamp from Attic, "
        + "a room above it\n",
      stderr: "lint: 1 complaint\n", code: 1)
  }
}
