namespace HwAgent.Core.Integer.Kernels;

/// <summary>Neighbouring panels of one width.</summary>
/// <param name="FirstPanel">Number of the first panel.</param>
/// <param name="Panels">How many.</param>
/// <param name="Bits">Width of their weights.</param>
/// <param name="Layout">Their layout.</param>
/// <param name="Offset">Bytes in front of the first panel.</param>
internal readonly record struct PanelSegment(int FirstPanel, int Panels, int Bits, PanelLayout Layout, nint Offset)
{
    /// <summary>The panel behind the last.</summary>
    public int EndPanel => FirstPanel + Panels;

    public int PanelBytes => Layout.PanelBytes(Bits);

    /// <summary>Bytes in front of a panel, or behind the last.</summary>
    public nint OffsetOf(int panel) => Offset + (nint)(panel - FirstPanel) * PanelBytes;
}
