namespace HwAgent.Dataflow.Hardware;

/// <summary>A quantity that the area of a unit grows with.</summary>
/// <param name="Unit">The unit of hw-templates, without its <c>hwa_</c>.</param>
/// <param name="Name">Unique in its unit.</param>
/// <param name="Of">How much of it the parameters ask for.</param>
public sealed record AreaFeature(string Unit, string Name, Func<AcceleratorParameters, double> Of)
{
    /// <summary>Key of the coefficient.</summary>
    public string Key => $"{Unit}.{Name}";
}
