import Exceptionless
import Testing

/// Names and types of every member of every block, as the server has them.
@Suite struct WholeBlocks {
    private let date = Timestamp(seconds: 0)

    @Test func anErrorHasMethodModulesAndFrameData() {
        var frame = StackFrame(name: "Get")
        (frame.moduleID, frame.data) = (7, ["a": 1])
        var parameter = StackFrame.Parameter(type: "T", name: "p")
        (parameter.typeNamespace, parameter.genericArguments, parameter.data) = ("N", ["G"], ["b": 2])
        frame.parameters = [parameter]
        var method = StackFrame(name: "Run")
        (method.fileName, method.lineNumber, method.column) = ("f", 1, 2)
        var module = LoadedModule(id: 7, name: "lib", version: "1.2")
        (module.isEntry, module.created, module.modified) = (true, date, Timestamp(seconds: 1))
        module.data = ["c": 3]
        var error = ErrorInfo(type: "E")
        (error.frames, error.targetMethod, error.modules) = ([frame], method, [module])
        error.inner = ErrorInfo(type: "F")
        error.inner?.modules = [module]
        #expect(
            data { $0.error = error }
                == #"""
                {"@error":{"type":"E","stack_trace":[{"name":"Get","module_id":7,"parameters":[{"name":"p","type":"T",\#
                "type_namespace":"N","generic_arguments":["G"],"data":{"b":2}}],"data":{"a":1}}],\#
                "target_method":{"name":"Run"},"inner":{"type":"F"},"modules":[{"module_id":7,"name":"lib",\#
                "version":"1.2","is_entry":true,"created_date":"1970-01-01T00:00:00Z",\#
                "modified_date":"1970-01-01T00:00:01Z","data":{"c":3}}]}}
                """#)
    }

    @Test func aSimpleErrorHasACauseAndData() {
        var error = SimpleErrorInfo(type: "E", message: "m", stackTrace: "s")
        error.inner = SimpleErrorInfo(type: "F")
        error.data = ["a": 1]
        #expect(
            data { $0.simpleError = error }
                == #"""
                {"@simple_error":{"type":"E","message":"m","stack_trace":"s","inner":{"type":"F"},"data":{"a":1}}}
                """#)
        var event = Event(type: "error", date: date)
        event.simpleError = error
        #expect(event.exceptionTypes == ["E", "F"])
    }

    @Test func anEnvironmentHasTextsForIDsAndNumbersForSizes() {
        var host = EnvironmentInfo()
        (host.machineName, host.osName, host.osVersion) = ("m", "Linux", "6.1")
        (host.architecture, host.processorCount, host.runtimeVersion) = ("x86_64", 4, "6.2")
        (host.totalPhysicalMemory, host.availablePhysicalMemory, host.processMemorySize) = (3 << 40, 2, 1)
        (host.ipAddress, host.commandLine) = ("10.0.0.1,10.0.0.2", "run -v")
        (host.processName, host.processID, host.threadName, host.threadID) = ("run", "17", "main", "18")
        (host.installID, host.data) = ("i", ["a": 1])
        #expect(
            data { $0.environment = host }
                == #"""
                {"@environment":{"machine_name":"m","o_s_name":"Linux","o_s_version":"6.1","architecture":"x86_64",\#
                "processor_count":4,"total_physical_memory":3298534883328,"available_physical_memory":2,\#
                "runtime_version":"6.2","ip_address":"10.0.0.1,10.0.0.2","command_line":"run -v","process_name":"run",\#
                "process_id":"17","process_memory_size":1,"thread_name":"main","thread_id":"18","install_id":"i",\#
                "data":{"a":1}}}
                """#)
    }

    @Test func aRequestHasListsForHeadersAndTextsForQueries() {
        var request = RequestInfo()
        request.headers = ["Via": ["b"], "Accept": ["a", "c"]]
        request.cookies = ["s": "1", "a": "2"]
        request.postData = ["card": "4"]
        request.queryString = ["page": 2, "q": "x"]
        #expect(
            data { $0.request = request }
                == #"""
                {"@request":{"headers":{"Accept":["a","c"],"Via":["b"]},"cookies":{"a":"2","s":"1"},\#
                "post_data":{"card":"4"},"query_string":{"page":"2","q":"x"}}}
                """#)
    }

    @Test func usersDescriptionsAndLinks() {
        #expect(
            data {
                $0.user = UserInfo(identity: "ann", name: "Ann")
                $0.user?.data = ["a": 1]
                $0.userDescription = UserDescription(emailAddress: "ann@h", description: "It broke.")
                $0.userDescription?.data = ["b": 2]
                $0.references = ["session": "session-0001", "parent": "event-0001"]
            }
                == #"""
                {"@user":{"identity":"ann","name":"Ann","data":{"a":1}},\#
                "@user_description":{"email_address":"ann@h","description":"It broke.","data":{"b":2}},\#
                "@ref:parent":"event-0001","@ref:session":"session-0001"}
                """#)
    }

    @Test func aStackingKeyIsAnObject() {
        #expect(
            data { $0.stack = StackInfo(key: "k", title: "t") }
                == #"{"@stack":{"title":"t","signature_data":{"ManualStackingKey":"k"}}}"#)
    }

    /// What stands in `data`.
    private func data(_ change: (inout Event) -> Void) -> String {
        var event = Event(type: "log", date: date)
        change(&event)
        return String(text(event).dropFirst(#"{"type":"log","date":"1970-01-01T00:00:00Z","data":"#.count).dropLast())
    }
}
