extension Fault {
    /// Languages of the JVM whose compilers number what has no name, and traces that begin within a line.
    static let more = [
        Fault(
            "scala: anonymous functions and classes",
            """
            java.util.NoSuchElementException: key not found: 4711
            \tat scala.collection.MapOps.default(Map.scala:274)
            \tat shop.Ledger$.$anonfun$post$1(Ledger.scala:12)
            \tat shop.Ledger$$anon$1.apply(Ledger.scala:20)
            """,
            again: """
                java.util.NoSuchElementException: key not found: 12
                \tat scala.collection.MapOps.default(Map.scala:274)
                \tat shop.Ledger$.$anonfun$post$3(Ledger.scala:14)
                \tat shop.Ledger$$anon$2.apply(Ledger.scala:22)
                """,
            other: """
                java.util.NoSuchElementException: key not found: 4711
                \tat scala.collection.MapOps.default(Map.scala:274)
                \tat shop.Ledger$.$anonfun$load$1(Ledger.scala:12)
                """),
        Fault(
            "scala 2.11: function classes",
            """
            java.lang.RuntimeException: x
            \tat shop.Ledger$$anonfun$post$1.apply(Ledger.scala:12)
            """,
            again: """
                java.lang.RuntimeException: y
                \tat shop.Ledger$$anonfun$post$2.apply(Ledger.scala:13)
                """,
            other: """
                java.lang.RuntimeException: x
                \tat shop.Ledger$$anonfun$load$1.apply(Ledger.scala:12)
                """),
        Fault(
            "kotlin: coroutines and lambdas",
            """
            java.lang.IllegalStateException: order 4711
            \tat com.acme.ShopKt$pay$2$1.invokeSuspend(Shop.kt:12)
            \tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)
            """,
            again: """
                java.lang.IllegalStateException: order 12
                \tat com.acme.ShopKt$pay$3$1.invokeSuspend(Shop.kt:14)
                \tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)
                """,
            other: """
                java.lang.IllegalStateException: order 4711
                \tat com.acme.ShopKt$ship$2$1.invokeSuspend(Shop.kt:12)
                \tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)
                """),
        Fault(
            "kotlin: lambdas of newer compilers",
            "java.lang.IllegalStateException: a\n\tat com.acme.Shop.pay$lambda$2(Shop.kt:12)",
            again: "java.lang.IllegalStateException: b\n\tat com.acme.Shop.pay$lambda$5$lambda$4(Shop.kt:14)",
            other: "java.lang.IllegalStateException: a\n\tat com.acme.Shop.ship$lambda$2(Shop.kt:12)"),
        Fault(
            "groovy: scripts and closures",
            """
            groovy.lang.MissingPropertyException: No such property: a for class: Script1
            \tat Script1$_run_closure1$_closure2.doCall(Script1.groovy:3)
            \tat org.codehaus.groovy.runtime.callsite.CallSiteArray.defaultCall(CallSiteArray.java:47)
            """,
            again: """
                groovy.lang.MissingPropertyException: No such property: b for class: Script4
                \tat Script4$_run_closure3$_closure4.doCall(Script4.groovy:5)
                \tat org.codehaus.groovy.runtime.callsite.CallSiteArray.defaultCall(CallSiteArray.java:47)
                """,
            other: """
                groovy.lang.MissingMethodException: No signature of method: a
                \tat Script1$_run_closure1$_closure2.doCall(Script1.groovy:3)
                """),
        Fault(
            "groovy: scripts with a number of the clock's",
            "java.lang.RuntimeException: x\n\tat script176370123456712.run(script176370123456712.groovy:1)",
            again: "java.lang.RuntimeException: y\n\tat script176370999999998.run(script176370999999998.groovy:2)",
            other: "java.lang.IllegalStateException: x\n\tat script176370123456712.run(script1763701.groovy:1)"),
        Fault(
            "go: a server's handler",
            """
            2026/11/21 04:25:33 http: panic serving 1.2.3.4:51234: runtime error: index out of range [5]
            goroutine 34 [running]:
            net/http.(*conn).serve.func1()
            \t/usr/local/go/src/net/http/server.go:1854 +0xbf
            panic({0x6501c0, 0xc0000160a8})
            \t/usr/local/go/src/runtime/panic.go:890 +0x263
            main.charge({0x7f1b2c, 0xc000146000})
            \t/srv/shop/main.go:21 +0x18
            """,
            again: """
                2026/11/22 05:00:00 http: panic serving 5.6.7.8:4711: runtime error: index out of range [9]
                goroutine 9 [running]:
                net/http.(*conn).serve.func1()
                \t/opt/go/src/net/http/server.go:1854 +0xbf
                panic({0x6501c0, 0xc0000190a8})
                \t/opt/go/src/runtime/panic.go:890 +0x263
                main.charge({0x7f1b2d, 0xc000199000})
                \t/build/shop/main.go:23 +0x1c
                """,
            other: """
                2026/11/21 04:25:33 http: panic serving 1.2.3.4:51234: runtime error: index out of range [5]
                goroutine 34 [running]:
                panic({0x6501c0, 0xc0000160a8})
                \t/usr/local/go/src/runtime/panic.go:890 +0x263
                main.refund({0x7f1b2c, 0xc000146000})
                \t/srv/shop/main.go:31 +0x18
                """),
        Fault(
            "java: within a line",
            "2026-11-21 04:13:57,123 ERROR [a] b.C - order 4711 failed: java.io.IOException: no route to 10.0.0.7",
            again: "2026-11-22 05:00:00,000 ERROR [b] b.C - order 12 failed: java.io.IOException: no route to 10.0.0.8",
            other: "2026-11-21 04:13:57,123 ERROR [a] b.C - order 4711 failed: java.lang.StackOverflowError: deep"),
        Fault(
            "cobol: programs",
            "libcob: a.cob:41: error: out of bounds: 7\n\n Last statement of ORDERS was at line 41 of a.cob",
            again: "libcob: a.cob:52: error: out of bounds: 12\n\n Last statement of ORDERS was at line 52 of a.cob",
            other: "libcob: a.cob:41: error: division by zero\n\n Last statement of BILLS was at line 41 of a.cob"),
    ]
}
