/// What a run may write to: folders, with all below them, and files, with links followed.
struct WriteScope {
  /// A folder or a file, behind all links.
  struct Place: Equatable {
    let path: FilePath
    let isFolder: Bool

    /// Whether it is `other`, or lies in it.
    func isWithin(_ other: Place) -> Bool {
      path == other.path || other.isFolder && path.isInside(other.path)
    }
  }

  /// Each once, in the order of the manifest or the line.
  private(set) var places: [Place] = []
  /// Whether a folder of the run's own, which is made for it, belongs to it.
  private(set) var hasTemporaryFolder = false

  /// What of it may really be written to: a fence around it holds as well.
  private(set) var paths: [FilePath] = []

  /// What `run` allows; nil where it says nothing of that.
  init?(
    _ run: RunPolicy, in environment: Environment, _ safety: PathSafety
  ) throws(WriteRefusal) {
    if run.write.isEmpty { return nil }
    var scope: WriteScope?
    for list in run.write {
      var reader = PlaceReader(within: scope, environment: environment, safety: safety)
      for place in list { reader.add(place) }
      if let first = reader.problems.first {
        throw WriteRefusal(first, Array(reader.problems.dropFirst()))
      }
      scope = reader.scope
    }
    guard let scope else { return nil }
    self = scope
    paths = OuterFence(environment)?.narrowed(to: asked) ?? asked
  }

  fileprivate init() {}

  /// The paths of its places, as they are asked for.
  var asked: [FilePath] { places.map { $0.path } }

  /// What may be written to, to be shown: the temporary folder, which differs from run to run, by its name.
  var shown: [FilePath] { paths + (hasTemporaryFolder ? ["$TMPDIR"] : []) }

  /// What may be written to, in words, such as "only to '/a' and '$TMPDIR'".
  static func words(_ shown: [FilePath]) -> String {
    if shown.isEmpty { return "nowhere" }
    return "only to \(Wording.list(shown.map { "'\(Visible.text($0))'" }, "and"))"
  }

  /// Whether all of `place` belongs to it.
  func holds(_ place: Place) -> Bool { places.contains { place.isWithin($0) } }

  fileprivate mutating func add(_ place: Place) {
    if !places.contains(place) { places.append(place) }
  }

  fileprivate mutating func addTemporaryFolder() { hasTemporaryFolder = true }
}

/// Reads one list of places, each of which has to lie within what the list before it allows.
private struct PlaceReader {
  let outer: WriteScope?
  let environment: Environment
  let safety: PathSafety
  var scope = WriteScope()
  var problems: [WriteProblem] = []

  init(within outer: WriteScope?, environment: Environment, safety: PathSafety) {
    self.outer = outer
    self.environment = environment
    self.safety = safety
  }

  mutating func add(_ place: WritePlace) {
    do throws(WriteProblem) {
      switch place {
      case .ownTemporaryFolder:
        guard outer?.hasTemporaryFolder ?? true else { throw widening(place) }
        scope.addTemporaryFolder()
      case .path(let template): try add(place, at: try path(template))
      case .typed(let text):
        // Its own folder is nobody else's, and takes nothing away from what was typed.
        if outer?.hasTemporaryFolder == true { scope.addTemporaryFolder() }
        try add(place, at: FilePath(text))
      }
    } catch {
      problems.append(error)
    }
  }

  private func path(_ template: PathTemplate) throws(WriteProblem) -> FilePath {
    do throws(PathTemplate.ExpansionError) {
      return try template.expanded(in: environment)
    } catch {
      throw .unknown(template.source, error)
    }
  }

  private mutating func add(_ place: WritePlace, at path: FilePath) throws(WriteProblem) {
    let found = try look(at: path)
    guard outer?.holds(found) ?? true else { throw widening(place) }
    scope.add(found)
  }

  /// Where `path` leads. Who could put a link there would decide what may be written to.
  private func look(at path: FilePath) throws(WriteProblem) -> WriteScope.Place {
    let arrival: PathSafety.Arrival
    do throws(PathError) {
      arrival = try safety.walk(path, for: .place)
    } catch {
      switch error {
      case .unsafe(let unsafe): throw .unsafe(path, unsafe)
      case .unreadable(let path, let error): throw .unreadable(path, error)
      }
    }
    switch arrival {
    case .found(let place, let status):
      return WriteScope.Place(path: place, isFolder: status.kind == .directory)
    case .missing(let place, _, _): throw .missing(path, place)
    }
  }

  private func widening(_ place: WritePlace) -> WriteProblem {
    let temporary: [FilePath] = outer?.hasTemporaryFolder == true ? ["$TMPDIR"] : []
    return .widens(place, allowed: (outer?.asked ?? []) + temporary)
  }
}
