/// A family of runtimes whose traces follow one grammar.
package enum TraceLanguage: String, CaseIterable, Sendable {
    /// All of the JVM: Kotlin, Scala and Groovy print the same form.
    case java
    /// .NET, .NET Framework and Mono.
    case dotnet
    case python
    /// With Xdebug's, Monolog's and Laravel's forms.
    case php
    /// With Deno.
    case node
    case go
    /// With Rails.
    case ruby
    case rust
    case perl
    /// C and C++, with sanitizers, Valgrind and gdb.
    case cpp
    case swift
    case elixir
    case erlang
    case postgresql
    /// With MySQL.
    case mariadb
    case lua
    case ocaml
    case tcl
    /// Free Pascal.
    case pascal
    /// The reports of madExcept and EurekaLog.
    case delphi
    /// GNAT.
    case ada
    /// gfortran.
    case fortran
    /// GnuCOBOL.
    case cobol
    /// Bash, and stacks that scripts print.
    case shell
    case dart
    case oracle
    /// Linux.
    case kernel
}
