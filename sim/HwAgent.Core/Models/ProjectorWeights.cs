namespace HwAgent.Core.Models;

/// <summary>The bridge from the vision encoder's width to the decoder's: linear layers with an activation between.</summary>
/// <param name="Layers">At least one; each reads what the one before it writes.</param>
/// <param name="ActivationFunction">Exact name, as <c>VisionLanguageConfig.ProjectorActivationFunction</c> gives it.</param>
public sealed record ProjectorWeights(IReadOnlyList<LinearWeights> Layers, string ActivationFunction);
