/** The public door of the library: the parts of AgentPod that are usable apart from its commands. */

export { openclawAdapter } from './core/agents/openclaw/adapter.ts';
export { adapterFor } from './core/agents/registry.ts';
export type { DesiredPod, DesiredState, DesiredTenant } from './core/model/desired.ts';
export { AgentPodError, ManifestError } from './core/model/errors.ts';
export type { ObservedState } from './core/model/observed.ts';
export type { FieldChange, Operation, Plan, SubjectPlan } from './core/model/operation.ts';
export type { AgentAdapter, PodTarget } from './core/model/target.ts';
export type { PlanOptions } from './core/plan/options.ts';
export { allocatePorts, type PortRequest } from './core/plan/port-allocator.ts';
export { makePlan } from './core/plan/reconciler.ts';
export { applyPlan } from './engine/apply.ts';
export type { ApplyEvent, ApplyOptions, ApplyResult } from './engine/apply-result.ts';
export { loadDesired } from './engine/load.ts';
export { observeState } from './engine/observe.ts';
export type { Workspace } from './engine/workspace.ts';
export type { ContainerRuntime } from './ports/container-runtime.ts';
export type { StateStore } from './ports/state-store.ts';
