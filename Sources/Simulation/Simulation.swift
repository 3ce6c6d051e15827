// Simulation: a world that fails on demand, for tests only.
//
// Doubles of the seams, each held to the same contract suite as the real thing: `SimulatedFiles` for `Files`,
// `SimulatedClock` for `Clock`. Nothing here waits or touches the host. Faults are counted, not sprinkled: a test lets
// the n-th call fail, for every n. Start reading at `SimulatedFiles`.
