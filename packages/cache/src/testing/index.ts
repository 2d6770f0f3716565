export { layerScenarios } from "./scenarios.ts";
export type { LayerTraits, LayerUnderTest, OpenLayer, Scenario } from "./under-test.ts";
