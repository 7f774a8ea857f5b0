import QliCore

Program.main()
