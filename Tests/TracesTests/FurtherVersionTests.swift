import Model
import Testing
import Traces

/// Forms of the further languages that the corpus does not hold, as their documentation and sources show them.
@Suite("Other versions of the further runtimes")
struct FurtherVersionTests: ProgramSamples {
    @Test("Go's race detector reports between two rulers")
    func goRace() throws {
        let trace = try parse(
            """
            ==================
            WARNING: DATA RACE
            Write at 0x00c0000b4010 by goroutine 8:
              main.count.func1()
                  /srv/shop/main.go:12 +0x44
              main.count.gowrap1()
                  /srv/shop/main.go:13 +0x41

            Previous read at 0x00c0000b4010 by goroutine 7:
              main.total()
                  /srv/shop/main.go:20 +0x3a

            Goroutine 8 (running) created at:
              main.main()
                  /srv/shop/main.go:9 +0x84
            ==================
            """)
        #expect(trace.language == "go")
        #expect(trace.exception.className == "DATA RACE")
        #expect(
            frames(trace.exception) == [
                "main count.func1 /srv/shop/main.go 12", "main count.gowrap1 /srv/shop/main.go 13",
            ])
    }

    @Test("Go dumps all goroutines on SIGQUIT, with registers")
    func goQuit() throws {
        let trace = try parse(
            """
            SIGQUIT: quit
            PC=0x46a7e1 m=0 sigcode=0

            goroutine 1 gp=0xc0000061c0 m=nil [select, 2 minutes]:
            runtime.gopark(0x0?, 0x0?, 0x0?, 0x0?, 0x0?)
            \t/usr/local/go/src/runtime/proc.go:402 +0xce fp=0xc00011fe10 sp=0xc00011fdf0 pc=0x43e46e
            github.com/acme/shop/queue.(*Worker[...]).Run(0xc00012)
            \t/root/go/pkg/mod/github.com/acme/shop@v1.2.0/queue/worker.go:33 +0x1d
            main.main()
            \t/srv/shop/main.go:9 +0x84
            ...additional frames elided...

            rax    0x1
            rip    0x46a7e1
            rflags 0x246
            exit status 2
            """)
        #expect(names(trace) == ["SIGQUIT: quit"])
        #expect(trace.exception.frames.map(\.type) == ["runtime", "github.com/acme/shop/queue", "main"])
        #expect(trace.exception.frames[1].method == "(*Worker[...]).Run")
        #expect(trace.exception.frames.map(\.isApplication) == [false, false, true])
    }

    @Test("Go's panics in a library's code name the fault that a signal brought")
    func goFault() throws {
        let trace = try parse(
            """
            unexpected fault address 0x7f2d0c000000
            fatal error: fault
            [signal SIGBUS: bus error code=0x2 addr=0x7f2d0c000000 pc=0x45d2c5]

            goroutine 1 [running]:
            main.main()
            \t/srv/shop/main.go:9 +0x84
            """)
        #expect(names(trace) == ["fatal error: fault"])
    }

    @Test("Ruby 3.4 quotes with two apostrophes, and names the class")
    func ruby34() throws {
        let trace = try parse(
            """
            /srv/shop/gateway.rb:6:in 'Shop::Gateway#connect': refused (Errno::ECONNREFUSED)
            \tfrom /srv/shop/gateway.rb:10:in 'block in Shop::Gateway.charge'
            \tfrom /usr/lib/ruby/3.4.0/net/http.rb:10:in 'Integer#times'
            \tfrom <internal:kernel>:187:in 'loop'
            \tfrom app.rb:1:in '<main>'
            """)
        #expect(names(trace) == ["Errno::ECONNREFUSED: refused"])
        #expect(
            frames(trace.exception) == [
                "Shop::Gateway connect /srv/shop/gateway.rb 6", "Shop::Gateway block in charge /srv/shop/gateway.rb 10",
                "Integer times /usr/lib/ruby/3.4.0/net/http.rb 10", "- loop <internal:kernel> 187", "- <main> app.rb 1",
            ])
        #expect(trace.exception.frames.map(\.isApplication) == [true, true, false, false, true])
    }

    @Test("Ruby 2.5 to 2.7 print the outermost frame first to a terminal")
    func rubyReversed() throws {
        let trace = try parse(
            """
            Traceback (most recent call last):
            \t2: from app.rb:9:in `<main>'
            \t1: from app.rb:5:in `charge'
            app.rb:2:in `connect': refused (IOError)
            """)
        #expect(names(trace) == ["IOError: refused"])
        #expect(frames(trace.exception) == ["- connect app.rb 2", "- charge app.rb 5", "- <main> app.rb 9"])
    }

    @Test("Rails 7.1 prints causes with frames of their own, and an excerpt of the source")
    func railsCauses() throws {
        let trace = try parse(
            """
            ActionView::Template::Error (undefined method `x' for nil)
            Caused by: NoMethodError (undefined method `x' for nil)

            Information for: ActionView::Template::Error (undefined method `x' for nil):
                1: <h1>Orders</h1>
                2: <%= x %>

            app/views/orders/show.html.erb:2
            app/controllers/orders_controller.rb:7:in `show'

            Information for cause: NoMethodError (undefined method `x' for nil):

            app/models/order.rb:3:in `total'
            """)
        #expect(
            names(trace) == [
                "ActionView::Template::Error: undefined method `x' for nil",
                "NoMethodError: undefined method `x' for nil",
            ])
        #expect(frames(trace.exception).last == "- show app/controllers/orders_controller.rb 7")
        #expect(frames(trace.causes[0]) == ["- total app/models/order.rb 3"])
    }

    @Test("Rust's anyhow prints causes, numbered if there are several, and a backtrace")
    func anyhow() throws {
        let trace = try parse(
            """
            Error: checkout aborted

            Caused by:
                0: charge of 1999 failed
                1: connection refused

            Stack backtrace:
               0: anyhow::error::<impl anyhow::Error>::msg
                         at /root/.cargo/registry/src/index.crates.io/anyhow-1.0.86/src/error.rs:27:36
               1: shop::charge
                         at ./src/main.rs:12:5
            """)
        #expect(names(trace) == ["-: checkout aborted", "-: charge of 1999 failed", "-: connection refused"])
        #expect(trace.exception.frames.map(\.isApplication) == [false, true])
    }

    @Test("Two panics of Rust are two, and the last words belong to the second")
    func rustTwice() {
        let text = lines(
            """
            thread 'main' panicked at src/main.rs:5:9:
            first
            note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
            thread 'main' panicked at src/main.rs:9:13:
            second
            stack backtrace:
               0: main::f
                         at ./src/main.rs:9:13
            thread 'main' panicked at library/core/src/panicking.rs:229:5:
            panic in a destructor during cleanup
            thread caused non-unwinding panic. aborting.
            """)
        #expect(Grouping.records(of: text, TraceLanguage.allCases) == [1...3, 4...8, 9...11])
    }

    @Test("Perl names the input line, and re-throws")
    func perlInput() throws {
        let trace = try parse(
            """
            bad record at /srv/app.pl line 17, <DATA> line 2.
            \tmain::parse("x") called at /srv/app.pl line 20
            \teval {...} called at /srv/app.pl line 21
            \t...propagated at /srv/app.pl line 23, <DATA> line 2.
            """)
        #expect(names(trace) == ["-: bad record"])
        #expect(trace.exception.location == Thrown.Location(file: "/srv/app.pl", line: 17))
        #expect(frames(trace.exception) == ["main parse /srv/app.pl 20", "- eval {...} /srv/app.pl 21"])
    }

    @Test("libc++ and ThreadSanitizer have forms of their own")
    func cppForms() throws {
        let libcxx = try parse("libc++abi: terminating due to uncaught exception of type shop::Failed: refused: 12")
        #expect(names(libcxx) == ["shop::Failed: refused: 12"])
        let race = try parse(
            """
            ==================
            WARNING: ThreadSanitizer: data race (pid=21390)
              Write of size 4 at 0x55d0 by thread T1:
                #0 count(int) /srv/shop/race.cpp:7:5 (race+0x1234)
                #1 main::$_0::operator()() const race.cpp:12 (race+0x2)

              Previous read of size 4 at 0x55d0 by main thread:
                #0 main /srv/shop/race.cpp:14 (race+0x1300)

            SUMMARY: ThreadSanitizer: data race /srv/shop/race.cpp:7:5 in count(int)
            ==================
            """)
        #expect(race.exception.className == "data race")
        #expect(
            frames(race.exception) == [
                "- count(int) /srv/shop/race.cpp 7", "- main::$_0::operator()() const race.cpp 12",
            ])
    }

    @Test("A message of C++ may have several lines, and a shell's last words follow")
    func terminateLines() throws {
        let trace = try parse(
            """
            terminate called after throwing an instance of 'acme::Failed'
              what():  validation failed:
              - name is missing

            see manual
            Aborted (core dumped)
            """)
        #expect(names(trace) == ["acme::Failed: validation failed:\n  - name is missing\n\nsee manual"])
    }

    @Test("Swift up to 5.3 names the place behind the message")
    func swiftEarly() throws {
        let trace = try parse(
            """
            Fatal error: Index out of range: file /srv/shop/main.swift, line 12
            Current stack trace:
            0    libswiftCore.so                    0x00007f823135f130 swift_reportError + 33
            1    shop                               0x000055ca8100fdb4 charge(_:) + 11700
            """)
        #expect(names(trace) == ["Fatal error: Index out of range"])
        #expect(trace.exception.location == Thrown.Location(file: "/srv/shop/main.swift", line: 12))
        #expect(trace.exception.frames.map(\.isApplication) == [false, true])
    }

    @Test("A task of Elixir is logged with its function, and a process that takes another along with that one's error")
    func elixirTask() throws {
        let task = try parse(
            """
            04:29:37.012 [error] Task #PID<0.112.0> started from #PID<0.98.0> terminating
            ** (MatchError) no match of right hand side value: 3
                (shop 0.1.0) lib/shop.ex:25: Shop.match/0
                (elixir 1.16.0) lib/task/supervised.ex:101: Task.Supervised.invoke_mfa/2
            Function: #Function<3.1/0 in Shop.run>
                Args: []
            """)
        #expect(names(task) == ["MatchError: no match of right hand side value: 3"])
        #expect(task.exception.frames.map(\.isApplication) == [true, false])
        let exit = try parse(
            """
            ** (EXIT from #PID<0.98.0>) an exception was raised:
                ** (Shop.Failed) refused
                    app.exs:14: Shop.connect/2
            """)
        #expect(names(exit) == ["EXIT: an exception was raised:", "Shop.Failed: refused"])
        #expect(frames(exit.causes[0]) == ["Shop connect/2 app.exs 14"])
        let call = try parse(
            """
            ** (exit) exited in: GenServer.call(#PID<0.109.0>, :charge, 5000)
                ** (EXIT) an exception was raised:
                    ** (Shop.Failed) refused
                        app.exs:14: Shop.connect/2
                (elixir 1.14.0) lib/gen_server.ex:1038: GenServer.call/3
                app.exs:20: Shop.run/0
            """)
        #expect(
            names(call) == ["exit: exited in: GenServer.call(#PID<0.109.0>, :charge, 5000)", "Shop.Failed: refused"])
        #expect(frames(call.exception).last == "Shop run/0 app.exs 20")
        #expect(frames(call.causes[0]) == ["Shop connect/2 app.exs 14"])
    }
}
