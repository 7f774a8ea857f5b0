/// Makes a line of requests into the run that it asks for.
///
/// What it doesn't know it refuses: a guard's answer that is misspelt is none.
struct RunRequestReader {
  /// Why a line asks for no run, in words.
  struct Problem: Error {
    let message: String
  }

  private var group: ByteString?
  private var name: ByteString?
  private var arguments: [ByteString] = []
  // Nobody is there who could be asked: standard input is what holds the requests.
  private var answers = GivenAnswers(isRequest: true)
  private var limit: RunDuration?
  private var lockPatience: RunDuration?
  private var endsWithCaller = false
  private var write: [WritePlace] = []
  private var parent: RunID?
  private var shape = OutputShape.text
  private var input = RunCommand.Line.Input.nothing

  /// The run that `line` asks for.
  static func read(_ line: [UInt8]) throws(Problem) -> RunCommand.Line {
    let document = try converting(
      { (error: JSONError) in
        Problem(message: "it isn't JSON: column \(error.column): \(error.message)")
      }
    ) { () throws(JSONError) in try JSON.parse(line) }
    guard case .object(let object) = document else {
      throw Problem(message: "it isn't a JSON object")
    }
    var reader = RunRequestReader()
    for member in object.members {
      guard let known = RequestMember(named: member.name) else {
        let name = DisplayWidth.cut(Visible.text(member.name), to: 40)
        let names = RequestMember.allCases.map { $0.rawValue }
        throw Problem(
          message: "it has the unknown member '\(name)'"
            + Suggestion.clause(for: member.name, among: names))
      }
      try reader.read(known, member.value)
    }
    guard let group = reader.group else { throw missing(.group) }
    guard let name = reader.name else { throw missing(.extension) }
    return RunCommand.Line(
      group: group, extension: name, arguments: Arguments(reader.arguments),
      answers: reader.answers, timeLimit: reader.limit, lockPatience: reader.lockPatience,
      endsWithCaller: reader.endsWithCaller, write: reader.write, parent: reader.parent,
      shape: reader.shape, input: reader.input)
  }

  private mutating func read(_ member: RequestMember, _ value: JSONValue) throws(Problem) {
    switch member {
    case .group: group = try Self.word(member, value)
    case .extension: name = try Self.word(member, value)
    case .args: arguments = try Self.words(member, value)
    case .yes: answers.isConfirmed = try Self.flag(member, value)
    case .confirm: answers.word = try Self.word(member, value)
    case .reason: answers.reason = try Self.reason(member, value)
    case .timeout: limit = try Self.duration(member, value)
    case .wait: lockPatience = try Self.duration(member, value)
    case .withCaller: endsWithCaller = try Self.flag(member, value)
    case .write:
      let paths = try Self.words(member, value)
      if paths.contains(where: { $0.isEmpty }) {
        throw Self.wrong(member, "paths that aren't empty")
      }
      write = paths.map { .typed($0) }
    case .stdin:
      guard case .string(let text) = value else { throw Self.wrong(member, "a string") }
      input = .text(Array(text.utf8))
    case .output:
      guard case .string(let text) = value, let shape = OutputShape(rawValue: text) else {
        throw Self.wrong(
          member, Wording.list(OutputShape.allCases.map { "\"\($0.rawValue)\"" }))
      }
      self.shape = shape
    case .parentRun:
      guard case .string(let text) = value, let runID = RunID(text) else {
        throw Self.wrong(member, "the whole id of a run")
      }
      parent = runID
    }
  }

  private static func missing(_ member: RequestMember) -> Problem {
    Problem(message: "it has no '\(member.rawValue)'")
  }

  private static func wrong(_ member: RequestMember, _ expected: String) -> Problem {
    Problem(message: "'\(member.rawValue)' must be \(expected)")
  }

  private static func flag(
    _ member: RequestMember, _ value: JSONValue
  ) throws(Problem) -> Bool {
    guard case .boolean(let isOn) = value else { throw wrong(member, "true or false") }
    return isOn
  }

  /// A string that can be an argument.
  private static func word(
    _ member: RequestMember, _ value: JSONValue
  ) throws(Problem) -> ByteString {
    guard case .string(let text) = value, let word = ByteString(text.utf8) else {
      throw wrong(member, "a string without a NUL")
    }
    return word
  }

  private static func words(
    _ member: RequestMember, _ value: JSONValue
  ) throws(Problem) -> [ByteString] {
    let expected = "an array of strings without a NUL"
    guard case .array(let values) = value else { throw wrong(member, expected) }
    var words: [ByteString] = []
    for value in values {
      guard case .string(let text) = value, let word = ByteString(text.utf8) else {
        throw wrong(member, expected)
      }
      words.append(word)
    }
    return words
  }

  private static func reason(
    _ member: RequestMember, _ value: JSONValue
  ) throws(Problem) -> String {
    guard let reason = try word(member, value).withBytes({ ReasonText.text($0) }) else {
      throw wrong(member, "one line of text that isn't empty")
    }
    return reason
  }

  private static func duration(
    _ member: RequestMember, _ value: JSONValue
  ) throws(Problem) -> RunDuration {
    guard case .string(let text) = value, let duration = try? RunDuration(text) else {
      throw wrong(member, "a span of time, such as \"90s\"")
    }
    return duration
  }
}
