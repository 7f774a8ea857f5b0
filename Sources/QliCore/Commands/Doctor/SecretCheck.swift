/// What stands in the way of secrets now, as far as that is known without asking a store.
enum SecretCheck {
  static func findings(
    _ secrets: [SecretDeclaration], _ place: String, _ context: RunContext
  ) -> [Finding] {
    let asks1Password = { (secret: SecretDeclaration) in secret.provider == .onePassword }
    let builtIn =
      secrets.filter { $0.provider == .environment } + secrets.filter { $0.provider == .file }
      // What one lacks all lack.
      + secrets.filter(asks1Password).prefix(1)
    return builtIn.flatMap { findings($0, place, context) }
      + sourceFindings(secrets, place, context.environment)
  }

  /// Whether the provider could give it, and who else could read its file.
  private static func findings(
    _ secret: SecretDeclaration, _ place: String, _ context: RunContext
  ) -> [Finding] {
    do throws(SecretError.Reason) {
      let safety = PathSafety()
      let readiness = try SecretReadiness(secret, context.environment, context.clock, safety)
      guard case .file(let path) = readiness else {
        return PermissionCheck.sharedFindings(safety, effect: "change what is asked for secrets")
      }
      return PermissionCheck.sharedFindings(safety, effect: "change what the secret is")
        + fileFindings(path, secret, context.environment)
    } catch {
      let report = ErrorReport(SecretError(secret, error))
      return switch error {
      case .onePassword(.unsafe), .file(.unsafe): [.error(place, report)]
      // All else may be different at the next run.
      default: [.warning(place, report)]
      }
    }
  }

  /// Who else could read its file, and what stands in it that isn't meant to. Nothing of it is shown.
  private static func fileFindings(
    _ path: FilePath, _ secret: SecretDeclaration, _ environment: Environment
  ) -> [Finding] {
    var findings: [Finding] = []
    if let status = try? FileStatus(following: path), status.isReadableByOthers {
      findings.append(
        .warning(
          Visible.text(path), "it holds the secret '\(secret.variable)', and others can read it",
          help: ["chmod o= \(Wording.shellQuoted(path))"]))
    }
    if let value = try? SecretFile.read(secret.reference, in: environment),
      let oddity = SecretFile.Oddity(of: value)
    {
      findings.append(
        .warning(Visible.text(path), ErrorReport(oddity, of: secret, in: environment)))
    }
    return findings
  }

  /// Plugins that aren't there. What is wrong with one that is, `SourceCheck` says.
  private static func sourceFindings(
    _ secrets: [SecretDeclaration], _ place: String, _ environment: Environment
  ) -> [Finding] {
    var seen: Set<ExtensionName> = []
    return secrets.compactMap { secret in
      guard case .source(let name) = secret.provider, seen.insert(name).inserted else { return nil }
      do throws(SourceLookupError) {
        _ = try SourceCatalog(environment).sidecar(named: name.text)
      } catch {
        if case .notFound = error {
          return .error(place, ErrorReport(SecretError(secret, .sourceLookup(error))))
        }
      }
      return nil
    }
  }
}
