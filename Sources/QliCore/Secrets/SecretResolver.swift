/// Fetches the secrets that a policy declares.
struct SecretResolver {
  /// Why not all were fetched.
  enum Failure: Error {
    case secret(SecretError)
    case interrupted(Signal)
  }

  private let environment: Environment
  private let loop: EventLoop
  private var values: [Request: SecretBuffer] = [:]
  /// Hides what has come so far.
  private var redaction: Redaction
  /// The keys of the stores that were asked.
  private var credentials: [SecretDeclaration.Provider: [VariablePattern]] = [:]

  /// What a store is asked for, compared byte by byte.
  private struct Request: Hashable {
    let provider: SecretDeclaration.Provider
    let reference: ByteString

    init(_ declaration: SecretDeclaration) {
      provider = declaration.provider
      reference = ByteString(declaration.reference)
    }
  }

  /// Fetches `declarations`, all at the same time; the first failure ends it.
  ///
  /// - Parameter redaction: gets each value as it comes, also where others fail.
  /// - Returns: the secrets, in the order of the declarations.
  static func resolve(
    _ declarations: [SecretDeclaration], environment: Environment,
    hiddenBy redaction: inout Redaction, _ loop: EventLoop
  ) throws(Failure) -> [ResolvedSecret] {
    var resolver = SecretResolver(environment: environment, redaction: redaction, loop: loop)
    defer { redaction = resolver.redaction }
    // What is at hand comes first: where it is wrong, nobody is asked anything.
    let distant = try resolver.readLocal(declarations)
    try resolver.fetch(distant)
    return try declarations.map { declaration throws(Failure) in
      try resolver.resolved(declaration)
    }
  }

  private init(environment: Environment, redaction: Redaction, loop: EventLoop) {
    self.environment = environment
    self.redaction = redaction
    self.loop = loop
  }

  /// Reads all that takes no program.
  ///
  /// - Returns: the first declaration of everything else.
  private mutating func readLocal(
    _ declarations: [SecretDeclaration]
  ) throws(Failure) -> [SecretDeclaration] {
    var distant: [SecretDeclaration] = []
    var seen: Set<Request> = []
    for declaration in declarations {
      let isNew = seen.insert(Request(declaration)).inserted
      do throws(SecretError.Reason) {
        if isNew, let value = try localValue(declaration) { keep(value, of: declaration) }
      } catch {
        throw .secret(SecretError(declaration, error))
      }
      if values[Request(declaration)] != nil {
        _ = try resolved(declaration)
      } else if isNew {
        distant.append(declaration)
      }
    }
    return distant
  }

  private mutating func keep(_ value: SecretBuffer, of declaration: SecretDeclaration) {
    values[Request(declaration)] = value
    redaction.add(value)
  }

  /// - Returns: nil where a program has to be asked.
  private func localValue(
    _ declaration: SecretDeclaration
  ) throws(SecretError.Reason) -> SecretBuffer? {
    switch declaration.provider {
    case .environment: return try Self.value(of: declaration.reference, in: environment)
    case .file:
      return try converting(SecretError.Reason.file) { () throws(SecretFile.Failure) in
        try SecretFile.read(declaration.reference, in: environment)
      }
    case .onePassword, .source: return nil
    }
  }

  /// Asks every store for what is declared of it.
  private mutating func fetch(_ declarations: [SecretDeclaration]) throws(Failure) {
    var fetches: [(declarations: [SecretDeclaration], fetch: any SecretFetch)] = []
    for first in declarations
    where !fetches.contains(where: { $0.declarations[0].provider == first.provider }) {
      let ofStore = declarations.filter { $0.provider == first.provider }
      do throws(SecretError.Reason) {
        let fetch = try store(of: first, ofStore.map { $0.reference })
        redaction.add(environment, fetch.credentials)
        fetches.append((ofStore, fetch))
      } catch {
        throw .secret(SecretError(first, error))
      }
    }
    try finish(fetches)
    for (declarations, fetch) in fetches {
      credentials[declarations[0].provider] = fetch.credentials
      for (declaration, value) in zip(declarations, fetch.values) { keep(value, of: declaration) }
    }
  }

  private mutating func finish(
    _ fetches: [(declarations: [SecretDeclaration], fetch: any SecretFetch)]
  ) throws(Failure) {
    do throws(HelperRun.Failure) {
      try HelperRun.finish(fetches.map { $0.fetch.task }, loop)
    } catch {
      switch error {
      case .interrupted(let signal): throw .interrupted(signal)
      case .system(let error):
        throw .secret(SecretError(fetches[0].declarations[0], .system(error)))
      case .failed(let index):
        let (declarations, fetch) = fetches[index]
        // It has one, as it failed.
        let failure = fetch.failure ?? (0, .system(.interrupted))
        // What others have given meanwhile isn't shown either.
        for (_, fetch) in fetches {
          for value in fetch.values { redaction.add(value) }
        }
        let redaction = redaction
        let reason = failure.reason.mapTexts { redaction.text($0) }
        throw .secret(SecretError(declarations[failure.index], reason))
      }
    }
  }

  private func store(
    of declaration: SecretDeclaration, _ references: [String]
  ) throws(SecretError.Reason) -> any SecretFetch {
    let known = Array(values.values)
    if case .source(let name) = declaration.provider {
      return try PluginFetch(name, references, environment, known: known, loop)
    }
    return try OnePasswordFetch(references, environment, known: known, loop)
  }

  private func resolved(_ declaration: SecretDeclaration) throws(Failure) -> ResolvedSecret {
    // Each was read or fetched, or the run doesn't come this far.
    let value = values[Request(declaration)] ?? SecretBuffer()
    do throws(Secret.Defect) {
      let secret = try Secret(value, for: declaration.variable)
      return ResolvedSecret(
        declaration: declaration, value: secret,
        storeCredentials: credentials[declaration.provider] ?? [],
        oddity: declaration.provider == .file ? SecretFile.Oddity(of: value) : nil)
    } catch {
      let help = Remedy.changing(declaration, in: environment)
      throw .secret(SecretError(declaration, .defect(error, help: help)))
    }
  }

  /// The value of `variable`, in memory that is wiped.
  static func value(
    of variable: String, in environment: Environment
  ) throws(SecretError.Reason) -> SecretBuffer {
    let copy: SecretBuffer? = environment.withValue(of: variable) { value in
      guard let value else { return nil }
      var length = 0
      while value[length] != 0 { length += 1 }
      let buffer = SecretBuffer()
      // Sound: the value lasts as long as the call, and ends in the NUL that was found.
      buffer.append(UnsafeRawBufferPointer(start: value, count: length))
      return buffer
    }
    guard let copy else { throw .variableNotSet(variable) }
    return copy
  }
}

/// A declared secret and its value.
struct ResolvedSecret {
  let declaration: SecretDeclaration
  let value: Secret
  /// The variables that hold the keys of the store that it came from.
  var storeCredentials: [VariablePattern] = []
  /// What its file has that is probably not meant to be in it.
  var oddity: SecretFile.Oddity?
}

extension [ResolvedSecret] {
  /// The stores' own keys that the extension must not get: those of each store that was asked,
  /// unless every secret from it keeps them. One that doesn't is enough: in doubt they stay here.
  var withheldCredentials: [VariablePattern] {
    flatMap { $0.declaration.withheld(of: $0.storeCredentials) }
  }
}
