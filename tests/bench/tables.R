# One item's tables by R survey, from people.csv and margins.csv in the working folder; prints the seconds they took.
suppressMessages(library(survey))
options(warn = -1)
d <- read.csv("people.csv", stringsAsFactors = TRUE, na.strings = "")
m <- read.csv("margins.csv")
margins <- paste0("m", 0:5)
target <- lapply(margins, function(n) {
  t <- m[m$margin == n, ]
  setNames(data.frame(t$category, t$target), c(n, "Freq"))
})
design <- rake(svydesign(id = ~1, strata = ~area, weights = ~one, data = d), lapply(margins, reformulate), target,
               control = list(maxit = 200, epsilon = 1e-6, verbose = FALSE))
start <- proc.time()[["elapsed"]]
s <- update(subset(design, !is.na(q0)), net = as.numeric(q0 %in% c("very", "fairly")))
for (a in levels(d$area)) svyciprop(~net, subset(s, area == a))
svychisq(~q0 + area, s)
t <- svytotal(~I(net * (area == "A")) + I(area == "A") + I(net * (area == "H")) + I(area == "H"), s)
cat(proc.time()[["elapsed"]] - start)
