/// What stands in the way of secrets now, as far as that is known without asking a store.
enum SecretCheck {
  static func findings(
    _ secrets: [SecretDeclaration], _ place: String, _ environment: Environment
  ) -> [Finding] {
    var findings: [Finding] = []
    for secret in secrets where secret.provider == .environment {
      guard environment[secret.reference] == nil else { continue }
      findings.append(warning(place, secret, .variableNotSet(secret.reference)))
    }
    for secret in secrets where secret.provider == .file {
      findings += fileFindings(secret, place, environment)
    }
    if let secret = secrets.first(where: { $0.provider == .onePassword }),
      OnePassword.command(in: environment) == nil
    {
      findings.append(warning(place, secret, .onePasswordNotInstalled))
    }
    return findings + sourceFindings(secrets, place, environment)
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

  /// Whether the file can be read, and by whom else.
  private static func fileFindings(
    _ secret: SecretDeclaration, _ place: String, _ environment: Environment
  ) -> [Finding] {
    do throws(SecretFile.Failure) {
      _ = try SecretFile.read(secret.reference, in: environment)
      let path = try SecretFile.path(secret.reference, in: environment)
      guard let status = try? FileStatus(following: path), status.isReadableByOthers else {
        return []
      }
      return [
        .warning(
          Visible.text(path), "it holds the secret '\(secret.variable)', and others can read it",
          help: ["chmod o= \(Wording.shellQuoted(path))"])
      ]
    } catch {
      return [warning(place, secret, .file(error))]
    }
  }

  private static func warning(
    _ place: String, _ secret: SecretDeclaration, _ reason: SecretError.Reason
  ) -> Finding {
    .warning(place, ErrorReport(SecretError(secret, reason)))
  }
}
