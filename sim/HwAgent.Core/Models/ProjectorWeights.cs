namespace HwAgent.Core.Models;

/// <summary>The bridge from the vision encoder's width to the decoder's: linear layers with an activation between.</summary>
/// <param name="Layers">At least one; each reads what the one before it writes.</param>
/// <param name="ActivationFunction">Exact name, as <c>VisionLanguageConfig.ProjectorActivationFunction</c> gives it.</param>
/// <param name="InputScale">
/// What each input channel is divided by in front of the first layer, whose columns have been multiplied by it: a compressed projector, whose first matrix is rounded
/// in that form. Null for 1 everywhere.
/// </param>
public sealed record ProjectorWeights(IReadOnlyList<LinearWeights> Layers, string ActivationFunction, float[]? InputScale = null);
