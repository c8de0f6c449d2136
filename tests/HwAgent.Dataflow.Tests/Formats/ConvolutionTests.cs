using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>Convolutions in the formats of others: products where windows do not overlap, named where they do.</summary>
public class ConvolutionTests
{
    private const string Timeloop = """
        problem:
          version: 0.4
          shape:
            name: conv
            dimensions: [C, M, R, S, N, P, Q]
            coefficients: [{name: Wstride, default: 1}, {name: Hstride, default: 1}, {name: Wdilation, default: 1}, {name: Hdilation, default: 1}]
            data_spaces:
            - {name: Weights, projection: [[[C]], [[M]], [[R]], [[S]]]}
            - {name: Inputs, projection: [[[N]], [[C]], [[R, Wdilation], [P, Wstride]], [[S, Hdilation], [Q, Hstride]]]}
            - {name: Outputs, projection: [[[N]], [[M]], [[Q]], [[P]]], read_write: True}
          instance: {C: 3, M: 24, R: KERNEL, S: KERNEL, N: 1, P: 14, Q: 14, Wstride: STRIDE, Hstride: STRIDE, Wpad: 0, densities: {}}
        """;

    private const string ZigZag = """
        - id: 0
          operator_type: Conv
          equation: O[b][k][oy][ox]+=W[k][c][fy][fx]*I[b][c][iy][ix]
          dimension_relations: [ix=STRIDE*ox+1*fx, iy=STRIDE*oy+1*fy]
          loop_dims: [B, K, C, OY, OX, FY, FX]
          loop_sizes: [1, 24, 3, 14, 14, KERNEL, KERNEL]
          operand_precision: {W: 8, I: 8, O: 24, O_final: 8}
        """;

    private const string ScaleSim = "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\nconv,SIZE,SIZE,KERNEL,KERNEL,3,24,STRIDE,\n";

    /// <summary>A kernel of one point, also strided; patches; patches with gaps.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(16, 16)]
    [InlineData(3, 4)]
    public void Read_WindowsThatDoNotOverlap_AreTheMatrixProduct(int kernel, int stride)
    {
        foreach (var text in (string[])[Timeloop, ZigZag, ScaleSim])
        {
            var problem = FormatFiles.Problem(Fill(text, kernel, stride));

            long inputs = 14 * 14 * 3 * kernel * kernel;
            Assert.Equal(inputs * 24, problem.Macs);
            Assert.Equal((inputs, 3L * kernel * kernel * 24, 14L * 14 * 24), (problem.Elements(Operand.Input), problem.Elements(Operand.Weight), problem.Elements(Operand.Output)));
        }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(16, 15)]
    public void Read_WindowsThatOverlap_AreNamed(int kernel, int stride)
    {
        foreach (var text in (string[])[Timeloop, ZigZag, ScaleSim])
        {
            var errors = FormatFiles.Errors(ProblemReader.Read(Fill(text, kernel, stride), "p").Diagnostics).ToList();

            Assert.NotEmpty(errors);
            Assert.All(errors, e => Assert.Contains("overlap: convolutions are not part of this model", e, StringComparison.Ordinal));
            Assert.All(errors, e => Assert.Matches(@"^p:\d+:\d+: ", e));
        }
    }

    /// <summary>SCALE-Sim's array copies every window out, so that its own cycles need no more than the product: 14 * 14 rows, 3 * 3 * 3 summed, 24 columns.</summary>
    [Fact]
    public void Read_LayerListForItsOwnArray_IsTheProductOfAllWindows()
    {
        var problem = Assert.Single(ProblemReader.Read(Fill(ScaleSim, 3, 1), "t.csv", isSystolic: true).Value!);

        Assert.Equal(FormatFiles.Contents(TensorProblem.Gemm("conv", 14 * 14, 24, 27)), FormatFiles.Contents(problem));
    }

    [Theory]
    [InlineData("conv,30,30,3,3,4,8,2,", 15 * 15, 8, 36, 1)]
    [InlineData("conv,30,20,3,3,4,8,2,1,", 15 * 18, 8, 36, 1)]
    [InlineData("conv,30,30,3,3,4,8,2", 15 * 15, 8, 36, 1)]
    [InlineData("conv,30,30,3,3,4,8,2, target", 15 * 15, 8, 36, 1)]
    [InlineData("conv,30,30,3,3,4,8,2,4:4,", 15 * 15, 8, 36, 1)]
    [InlineData("convDP,30,30,3,3,4,8,2,", 15 * 15, 8, 9, 4)]
    public void Read_ConvolutionLine_IsReadAsScaleSimDoes(string line, long m, long n, long k, long repeats)
    {
        var problem = Assert.Single(ProblemReader.Read($"Layer name,IFMAP Height,IFMAP Width,Filter Height,Filter Width,Channels,Num Filter,Strides,\n{line}\n", "t.csv", isSystolic: true).Value!);

        Assert.Equal((m, n, k, repeats), (problem.Dimensions[1].Size, problem.Dimensions[2].Size, problem.Dimensions[3].Size, problem.Repeats));
    }

    [Theory]
    [InlineData("conv,30,30,3,3,4,8,2,2:4,", "10 cells are not NAME,IFMAP height")]
    [InlineData("conv,2,30,3,3,4,8,2,", "the filter is larger than its input")]
    [InlineData("conv,30,30,3,3,4,", "7 cells are not NAME,IFMAP height")]
    public void Read_WrongConvolutionLine_IsNamed(string line, string message)
    {
        var result = ProblemReader.Read($"Layer name,IFMAP Height,IFMAP Width,Filter Height,Filter Width,Channels,Num Filter,Strides,\n{line}\n", "t.csv", isSystolic: true);

        Assert.Contains(FormatFiles.Errors(result.Diagnostics), e => e.StartsWith("t.csv:2:", StringComparison.Ordinal) && e.Contains(message, StringComparison.Ordinal));
    }

    /// <summary>Whatever is taken for a product has as many coordinates as points, by counting them.</summary>
    [Fact]
    public void Read_RandomWindows_AreProductsOnlyWhereNoTwoPointsMeet()
    {
        var random = new Random(11);
        var (products, others) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            int p = random.Next(1, 7), r = random.Next(1, 7), stride = random.Next(1, 7), dilation = random.Next(1, 4);
            var text = $$"""
                problem:
                  shape:
                    dimensions: [P, R, M]
                    coefficients: [{name: stride, default: {{stride}}}, {name: dilation, default: {{dilation}}}]
                    data-spaces:
                    - {name: Inputs, projection: [[[P, stride], [R, dilation]]]}
                    - {name: Weights, projection: [[[R]], [[M]]]}
                    - {name: Outputs, projection: [[[P]], [[M]]], read-write: True}
                  instance: {P: {{p}}, R: {{r}}, M: 2}
                """;
            var coordinates = Enumerable.Range(0, p).SelectMany(x => Enumerable.Range(0, r).Select(y => (x * stride) + (y * dilation))).Distinct().Count();
            var problem = ProblemReader.Read(text, "p").Value;
            if (problem is null)
            {
                others++;
                continue;
            }

            Assert.Equal(coordinates, problem[0].Elements(Operand.Input));
            products++;
        }

        Assert.InRange(products, 50, 250);
        Assert.InRange(others, 50, 250);
    }

    private static string Fill(string text, int kernel, int stride)
    {
        var size = (13 * stride) + kernel;
        return text.Replace("KERNEL", $"{kernel}", StringComparison.Ordinal).Replace("STRIDE", $"{stride}", StringComparison.Ordinal).Replace("SIZE", $"{size}", StringComparison.Ordinal);
    }
}
