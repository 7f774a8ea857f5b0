/// Where the locks, the state and the log of a service are: `qli/services/GROUP/EXTENSION` in the state
/// folder, where a desktop's shell, cron and sudo meet.
struct ServiceFolder {
  let id: ServiceID
  let path: FilePath

  /// The folder of `id`; nil if no state folder is known.
  init?(_ id: ServiceID, in environment: Environment) {
    guard let root = Self.root(in: environment) else { return nil }
    self.init(id, in: root)
  }

  private init(_ id: ServiceID, in root: FilePath) {
    self.id = id
    path = root.appending(id.group.text).appending(id.name)
  }

  /// Has the lock that says who watches over it.
  var supervisor: FilePath { path.appending("supervisor") }
  /// Has the lock that its processes hold.
  var alive: FilePath { path.appending("alive") }
  /// What was last known of it.
  var state: FilePath { path.appending("state.json") }
  /// Who wants it to end.
  var stop: FilePath { path.appending("stop.json") }
  /// How it failed to start.
  var failures: FilePath { path.appending("failures.json") }
  /// What it has written last.
  var log: FilePath { path.appending("log") }
  /// Where it says that it is ready, if it does.
  var notify: FilePath { path.appending("notify") }

  /// Where the folders of all services are.
  static func root(in environment: Environment) -> FilePath? {
    XDGDirectories.stateFolder(in: environment)?.appending("services")
  }

  /// Held for milliseconds, while services are counted.
  static func gate(in environment: Environment) -> FilePath? {
    root(in: environment)?.appending("gate")
  }

  /// All there are, sorted by name.
  static func all(in environment: Environment) -> [ServiceFolder] {
    guard let root = root(in: environment) else { return [] }
    return names(in: root).flatMap { group -> [ServiceFolder] in
      guard let name = ExtensionName(group) else { return [] }
      return names(in: root.appending(group)).compactMap { entry in
        let typed = TypedService(group: name.text, name: entry.lossyText)
        return typed.id.map { ServiceFolder($0, in: root) }
      }
    }
  }

  /// The JSON object in one of its files; nil where none can be read there.
  static func object(in path: FilePath) -> JSONObject? {
    guard let file = KeptFile.reading(path), let bytes = try? file.number.readAll(limit: sizeLimit),
      let document = try? JSON.parse(bytes), case .object(let object) = document
    else { return nil }
    return object
  }

  /// The largest file that is read, in bytes.
  private static let sizeLimit = 4 << 20

  private static func names(in path: FilePath) -> [ByteString] {
    (try? Directory.names(in: path)) ?? []
  }
}
