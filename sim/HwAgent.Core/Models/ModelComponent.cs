namespace HwAgent.Core.Models;

/// <summary>The top level of the hierarchy that compression divides its budget over.</summary>
public enum ModelComponent
{
    VisionEncoder,
    Projector,
    LanguageModel,
}
