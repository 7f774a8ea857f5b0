#if canImport(QliCore)
  import QliCore
#endif

Program.main()
