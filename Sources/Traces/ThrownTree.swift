import Model

/// Exceptions in the making: nodes that name their owners, so that none is copied while frames come in.
struct ThrownTree {
    enum Relation { case top, cause, suppressed, member }

    struct Node {
        var thrown: Thrown
        var relation: Relation
        var owner: Int?
        /// What it owns, in their order.
        var owned: [Int] = []
        /// How many exceptions are above it.
        var depth: Int
    }

    private(set) var nodes: [Node] = []

    /// The new node's index; nil if the limits leave no room for it.
    mutating func add(_ thrown: Thrown, _ relation: Relation, of owner: Int?) -> Int? {
        let depth = owner.map { nodes[$0].depth + 1 } ?? 0
        guard depth < TraceLimits.chainMax, nodes.count < TraceLimits.membersMax * 4 else { return nil }
        if let owner {
            guard nodes[owner].owned.count < TraceLimits.membersMax else { return nil }
            nodes[owner].owned.append(nodes.count)
        }
        nodes.append(Node(thrown: thrown, relation: relation, owner: owner, depth: depth))
        return nodes.count - 1
    }

    mutating func append(_ frame: Frame, to index: Int) { nodes[index].thrown.append(frame) }

    mutating func update(_ index: Int, _ change: (inout Thrown) -> Void) { change(&nodes[index].thrown) }

    var frameCount: Int { nodes.reduce(0) { $0 + $1.thrown.frames.count } }

    /// Node `index` with all it owns; its causes as a linear chain.
    func build(_ index: Int) -> Thrown {
        var thrown = nodes[index].thrown
        for owned in nodes[index].owned {
            switch nodes[owned].relation {
            case .suppressed: thrown.suppressed.append(build(owned))
            case .member: thrown.members.append(build(owned))
            case .cause:
                // The cause's own causes follow it in the chain.
                var cause = build(owned)
                let further = cause.causes
                cause.causes = []
                thrown.causes += [cause] + further
            case .top: break
            }
        }
        return thrown
    }

    /// The trace whose reported exception is node `index`.
    func trace(_ language: TraceLanguage, from index: Int, thread: String? = nil) -> Trace {
        var exception = build(index)
        let causes = exception.causes
        exception.causes = []
        return Trace(language: language.rawValue, exception: exception, causes: causes, thread: thread)
    }
}

extension Thrown {
    /// Keeps the innermost frames, for a language that prints them first.
    mutating func append(_ frame: Frame) {
        if frames.count < TraceLimits.framesMax { frames.append(frame) } else { elidedFrames += 1 }
    }
}
