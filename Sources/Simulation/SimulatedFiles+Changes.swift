package import Model
package import Platform
package import WireFormat

/// What applications and logrotate do to the files. None of it counts as a call of the program.
extension SimulatedFiles {
    /// With those above it; one that is there stays.
    package func makeDirectories(_ path: Path) throws(SystemError) {
        guard path.directory != path else { return }
        try makeDirectories(path.directory)
        if names[path] == nil { add(path, .directory) }
    }

    /// Writes at the end, making the file if it is missing, as a writer with O_APPEND does.
    package func append(_ bytes: [UInt8], to path: Path) throws(SystemError) {
        let place = try placeForFile(path)
        let node = nodes[names[place] ?? 0] ?? add(place, .bytes([]))
        guard case .bytes(let old) = node.content else { throw .simulated(.wrongKind, call: "write", path: path) }
        set(.bytes(old + bytes), of: node)
    }

    package func append(_ text: String, to path: Path) throws(SystemError) { try append(Array(text.utf8), to: path) }

    /// Cuts the file, or lengthens it with NULs.
    package func truncate(_ path: Path, to size: ByteOffset) throws(SystemError) {
        let node = try resolve(path, call: "truncate").node
        guard case .bytes(let old) = node.content else { throw .simulated(.wrongKind, call: "truncate", path: path) }
        let hole = [UInt8](repeating: 0, count: max(0, Int(size.value) - old.count))
        set(.bytes(Array(old.prefix(Int(size.value))) + hole), of: node)
    }

    /// Gives the file another date, as `touch -d` and `cp -p` do.
    package func touch(_ path: Path, modified: Timestamp) throws(SystemError) {
        try resolve(path, call: "utimensat").node.modified = modified
    }

    /// What `to` named before is gone; a directory takes all below it along.
    package func rename(_ from: Path, to: Path) throws(SystemError) {
        guard let inode = names[from] else { throw .simulated(.notFound, call: "rename", path: from) }
        guard let parent = names[to.directory] ?? (to.directory == Path("/") ? rootInode : nil),
            nodes[parent]?.kind == .directory
        else { throw .simulated(.notFound, call: "rename", path: from) }
        guard names[to] != inode else { return }
        if names[to] != nil { try remove(to) }
        nodes[inode]?.changed = fileDate
        for (path, inode) in names where path == from || path.bytes.starts(with: from.bytes + [UInt8(ascii: "/")]) {
            names[path] = nil
            names[Path(bytes: to.bytes + path.bytes.dropFirst(from.bytes.count))] = inode
        }
    }

    /// Takes the name away; what has it open still reads it.
    package func remove(_ path: Path) throws(SystemError) {
        guard let inode = names[path], let node = nodes[inode] else {
            throw .simulated(.notFound, call: "unlink", path: path)
        }
        names[path] = nil
        node.linkCount -= 1
        node.changed = fileDate
        release(node)
    }

    /// A second name for the same file.
    package func link(_ path: Path, as name: Path) throws(SystemError) {
        let node = try resolve(path, call: "link").node
        guard names[name] == nil else { throw .simulated(.exists, call: "link", path: name) }
        names[name] = node.inode
        node.linkCount += 1
    }

    /// `name` says `target`, whether or not there is such a file.
    package func symbolicLink(_ name: Path, to target: Path) throws(SystemError) {
        guard names[name] == nil else { throw .simulated(.exists, call: "symlink", path: name) }
        add(name, .link(target))
    }

    /// A FIFO, socket or device.
    package func makeSpecial(_ path: Path, kind: FileKind) { add(path, .special(kind)) }

    /// Takes the right to read or list it away, or gives it back.
    package func setReadable(_ isReadable: Bool, _ path: Path) throws(SystemError) {
        try resolve(path, call: "chmod").node.isReadable = isReadable
    }

    /// Writes the whole content anew in place, and sets the date of its change back, as `touch -r` does: the kernel's
    /// own date tells.
    package func overwrite(_ path: Path, with bytes: [UInt8], modified: Timestamp) throws(SystemError) {
        let node = try resolve(path, call: "write").node
        guard node.kind == .regular else { throw .simulated(.wrongKind, call: "write", path: path) }
        set(.bytes(bytes), of: node)
        node.modified = modified
    }

    /// The file system was mounted anew, and the kernel numbered its device otherwise; inodes stay.
    package func remount(as device: UInt64) { self.device = device }

    /// The disk cannot read this byte, nor those behind it; nil: it can again.
    package func damage(_ path: Path, from offset: ByteOffset?) throws(SystemError) {
        try resolve(path, call: "damage").node.badFrom = offset
    }

    /// What is open of the file is stale from now on, as on a file server that has begun anew.
    package func makeStale(_ path: Path) throws(SystemError) {
        try resolve(path, call: "stale").node.staleOpenings += 1
    }

    /// As if another disk were mounted there, or one had gone.
    package func setDevice(_ device: UInt64, of path: Path) throws(SystemError) {
        try resolve(path, call: "mount").node.device = device
    }

    /// As overlayfs does at the first write to a file: the path leads to a copy of the same inode from now on, and what
    /// is open reads the old one.
    package func copyUp(_ path: Path) throws(SystemError) {
        let old = try resolve(path, call: "copy up").node
        let new = Node(content: old.content, inode: old.inode, changedAt: old.modified, birth: old.birth)
        nodes[old.inode] = new
    }

    /// What the file holds, for a test's own eyes.
    package func bytes(of path: Path) -> [UInt8]? {
        guard let node = try? resolve(path, call: "read").node, case .bytes(let bytes) = node.content else {
            return nil
        }
        return bytes
    }

    /// A link's target may be missing, then it is made.
    private func placeForFile(_ path: Path) throws(SystemError) -> Path {
        let directory = try resolve(path.directory, call: "open")
        guard directory.node.kind == .directory else { throw .simulated(.wrongKind, call: "open", path: path) }
        let place = directory.path.appending(path.name)
        guard let inode = names[place], case .link(let target) = nodes[inode]?.content else { return place }
        return try placeForFile(
            target.bytes.first == UInt8(ascii: "/") ? target : directory.path.appending(target.bytes))
    }

    @discardableResult
    private func add(_ path: Path, _ content: Node.Content) -> Node {
        let date = fileDate
        let inode = reusesInodes ? freeInodes.popLast() ?? nextInode() : nextInode()
        lastBirth = max(lastBirth + 1, date.nanoseconds)
        let node = Node(content: content, inode: inode, changedAt: date, birth: lastBirth)
        nodes[inode] = node
        names[path] = inode
        return node
    }

    private func nextInode() -> UInt64 {
        inodeCount += 1
        return inodeCount
    }

    private func set(_ content: Node.Content, of node: Node) {
        node.content = content
        node.modified = fileDate
        node.changed = node.modified
    }

    /// Frees the inode once nothing names it and nothing has it open.
    func release(_ node: Node) {
        guard node.linkCount <= 0, node.openCount == 0, nodes[node.inode] === node else { return }
        nodes[node.inode] = nil
        freeInodes.append(node.inode)
    }
}
