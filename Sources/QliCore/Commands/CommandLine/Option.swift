/// An option of qli's own.
enum Option: CaseIterable {
  case yes, confirm, reason, noInput, askTimeout, quiet, verbose, color, json, output, timeout,
    withCaller, statusDescriptor, statusFile, guarded, system, from, service, shell, since, failed,
    runID,
    follow, lines,
    stream, timestamps, wait, noWait, foreground, instance, send, kill, timer, write, parentRun,
    log,
    host, tree, until, user, last, summary, close, head, collected, input, forget, list, groups,
    schema, help, version

  /// What is typed, without the value.
  var spellings: [String] {
    switch self {
    case .yes: ["-y", "--yes"]
    case .confirm: ["--confirm"]
    case .reason: ["--reason"]
    case .noInput: ["--no-input"]
    case .askTimeout: ["--ask-timeout"]
    case .quiet: ["-q", "--quiet"]
    case .verbose: ["-v", "--verbose"]
    case .color: ["--color"]
    case .json: ["--json"]
    case .output: ["--output"]
    case .timeout: ["--timeout"]
    case .withCaller: ["--with-caller"]
    case .statusDescriptor: ["--status-fd"]
    case .statusFile: ["--status-file"]
    case .guarded: ["--guarded"]
    case .system: ["--system"]
    case .from: ["--from"]
    case .service: ["--service"]
    case .shell: ["--shell"]
    case .since: ["--since"]
    case .failed: ["--failed"]
    case .runID: ["--run"]
    case .follow: ["-f", "--follow"]
    case .lines: ["-n", "--lines"]
    case .stream: ["--stream"]
    case .timestamps: ["--timestamps"]
    case .wait: ["--wait"]
    case .noWait: ["--no-wait"]
    case .foreground: ["--foreground"]
    case .instance: ["--instance"]
    case .send: ["--send"]
    case .kill: ["--kill"]
    case .timer: ["--timer"]
    case .write: ["--write"]
    case .parentRun: ["--parent-run"]
    case .log: ["--log"]
    case .host: ["--host"]
    case .tree: ["--tree"]
    case .until: ["--until"]
    case .user: ["--user"]
    case .last: ["--last"]
    case .summary: ["--summary"]
    case .close: ["--close"]
    case .input: ["--stdin"]
    case .head: ["--head"]
    case .collected: ["--collected"]
    case .forget: ["--forget"]
    case .list: ["--list"]
    case .groups: ["--groups"]
    case .schema: ["--schema"]
    case .help: ["-h", "--help"]
    case .version: ["--version"]
    }
  }

  /// The option that is typed as `spelling`, or nil.
  init?(spelling: String) {
    guard let option = Self.allCases.first(where: { $0.spellings.contains(spelling) }) else {
      return nil
    }
    self = option
  }

  /// Whether `word` is this option, with or without a value.
  func isTyped(as word: ByteString) -> Bool {
    spellings.contains { word.equals($0) || word.hasPrefix("\($0)=") }
  }

  /// The name of its value, or nil if it takes none.
  var valueName: String? {
    switch self {
    case .color: "auto|always|never"
    case .output: "text|json|lines"
    case .timeout, .askTimeout: "DURATION"
    case .statusDescriptor: "N"
    case .statusFile, .write: "PATH"
    case .from: "DIR"
    case .shell: "sh|bash|python|node|swift"
    case .confirm: "WORD"
    case .reason: "TEXT"
    case .since, .until: "TIME"
    case .runID, .close: "ID"
    case .parentRun: "UUID"
    case .log: "FILE"
    case .host, .user: "NAME"
    case .tree: "ID"
    case .lines, .last: "N"
    case .stream: "out|err"
    case .wait: "DURATION"
    case .instance: "NAME"
    case .send: "TEXT"
    case .timer: "WHEN"
    case .head: "SEQ:DIGEST"
    case .yes, .noInput, .withCaller, .guarded, .system, .service, .failed, .follow, .timestamps,
      .noWait, .foreground, .kill, .summary, .collected, .input, .forget, .list, .groups, .schema,
      .quiet, .verbose, .json, .help, .version:
      nil
    }
  }

  /// What its value is, for those who complete it.
  enum ValueKind {
    /// One of a few, see `valueName`.
    case choice
    case file
    /// One that a service was started as.
    case instance
  }

  /// What completion can offer as its value, or nil: it takes none, or one that nobody can know before
  /// it is typed.
  var valueKind: ValueKind? {
    switch self {
    case .color, .output, .shell, .stream: .choice
    case .statusFile, .write, .log, .from: .file
    case .instance: .instance
    default: nil
    }
  }

  /// What it does for `command`, in one line.
  func summary(for command: BuiltIn) -> String {
    switch (command, self) {
    case (.explain, .yes): "as if it were confirmed"
    case (.explain, .confirm): "as if it were confirmed with this word"
    case (.explain, .reason): "as if it were run for this reason"
    case (.explain, .noInput): "as if nobody could be asked"
    case (.explain, .withCaller): "as if it were to end with its caller"
    case (.explain, .write): "as if it might write there alone"
    case (.explain, .timeout): "as if it had this time limit, such as 90s or 1h30m"
    case (.unit, .wait): "what it waits for so long: another run or, of a service, until ready"
    case (.explain, .wait): "as if it waited so long while another run has it to itself"
    case (.start, .timeout): "end the service after this time, such as 8h, ready or not"
    case (.start, .wait): "how long it may take to be ready, such as 90s"
    case (.stop, .reason): "why it is stopped; recorded"
    case (.sources, .yes): "with pin: write it without being asked"
    case (.sources, .noInput): "with pin: never ask; write nothing instead"
    case (.sources, .askTimeout): "with pin: how long a question waits for its answer, such as 2m"
    case (.audit, .head): "with verify: a record that has to be there; again for more"
    case (.audit, .collected): "with verify: the files are a collector's, of any hosts and logs"
    case (.doctor, .quiet): "only what is wrong"
    case (.audit, .reason): "with --close: what is known of it; recorded"
    case (.help, .json): "print commands and options as JSON"
    case (.trust, .yes): "record it without being asked"
    case (.trust, .noInput): "never ask; record nothing instead"
    case (.logs, .since): "the lines of the last 2h or 7d, or since 2026-11-01"
    default: summary
    }
  }

  /// What it does, in one line.
  private var summary: String {
    switch self {
    case .yes: "confirm without being asked"
    case .confirm: "confirm with the word that the group asks for"
    case .reason: "why it is run; recorded, and given to the extension"
    case .noInput: "never ask; refuse this run instead; QLI_NO_INPUT=1: inner runs, too"
    case .askTimeout: "how long a question waits for its answer, such as 90s"
    case .quiet: "no warnings and no hints"
    case .verbose: "also what is the same for every run"
    case .color: "whether to use colours"
    case .json: "print the result as JSON"
    case .output: "with --json: what the extension's output is (text)"
    case .timeout: "end the run after this time, such as 90s or 1h30m"
    case .withCaller: "end the run when nobody reads its output, or the caller is gone"
    case .statusDescriptor: "write how it ended to descriptor N, as JSON"
    case .statusFile: "write how it ended to this file, as JSON"
    case .guarded: "with a banner, a requirement, a question and a log"
    case .system: "a group for everybody on this machine, by root"
    case .from: "make this folder the group: a manifest if it has none, and a link to it"
    case .service: "an extension that goes on until it is told to end, for qli start"
    case .shell: "the language of the extension (sh)"
    case .since: "those since 2h or 7d ago, today, yesterday, monday or 2026-11-01"
    case .failed: "those that ended with another code than 0, or never"
    case .runID: "the run with this id, or what it begins with"
    case .follow: "show what there is, and go on as more comes"
    case .lines: "only the last N lines"
    case .stream: "only standard output, or only standard error"
    case .wait: "wait so long while another run has it to itself, such as 10m"
    case .noWait: "return as soon as it was started"
    case .foreground: "stay, and watch over it here"
    case .instance: "which of several of the same service"
    case .send: "send this line once it is ready, and print the answer; -: standard input"
    case .kill: "give it no time to end by itself"
    case .timer: "print a timer for these times, too, such as daily"
    case .write: "let it write there alone; again for more paths"
    case .parentRun: "the run that this one is a part of, on another machine"
    case .log: "read this file, not the groups' logs; again for more; -: standard input"
    case .host: "those on this machine"
    case .tree: "this run, and all that it has started"
    case .until: "those that had ended then: as with --since"
    case .user: "those that this user ran, also as another one by sudo"
    case .last: "the last N of them"
    case .summary: "count them by extension and user: runs, failures, median and longest"
    case .close: "acknowledge that this run has no end: needs --reason"
    case .input: "with --json: the extension reads qli's own standard input"
    case .head: "a record that has to be there; again for more"
    case .collected: "the files are a collector's, of any hosts and logs"
    case .timestamps: "put the time and the stream in front of each line"
    case .forget: "forget what was recorded: all of the group runs again"
    case .list: "show which groups are trusted, by whom, and whether they are as they were"
    case .groups: "a line for each group, without its extensions"
    case .schema: "of manifest or sources: print a JSON Schema, for an editor"
    case .help: "print help"
    case .version: "print the version"
    }
  }
}
